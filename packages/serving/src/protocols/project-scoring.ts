/** How the champions of projects are asked: rows that their contracts check, whichever protocol they come by. */

import type { RequestRows } from '../engine/tensor-layout.js';
import type { ModelHosts } from '../host/model-hosts.js';
import type { ServedModel } from '../host/served-model.js';
import { termsOf } from '../http/request-terms.js';
import type { ScoredRows } from '../scoring/scored-rows.js';
import type { Scorer } from '../scoring/scorer.js';
import { renderInvocation } from './mlflow/invocation.js';
import { parseScoringRequest } from './mlflow/scoring-request.js';
import type { AskedModel, ModelScoring } from './model-scoring.js';
import { joinBinaryBody } from './open-inference/binary-request.js';
import { renderFormedResponse } from './open-inference/formed-response.js';
import { type InferRequest, parseInferRequest } from './open-inference/infer-request.js';
import { renderInferResponse } from './open-inference/infer-response.js';
import { inferHandler } from './open-inference/infer-route.js';
import type { RequestLimits } from './request-limits.js';
import type { RowOptions } from './rows/collect-rows.js';
import { parseInstances } from './rows/instances.js';
import { rowPredictions } from './rows/predictions.js';
import { predictHandler } from './tensorflow-serving/predict-route.js';

export interface ProjectScoringOptions {
  readonly scorer: Scorer;
  readonly hosts: ModelHosts;
  readonly limits: RequestLimits;
}

export function projectScoring(options: ProjectScoringOptions): ModelScoring {
  const { scorer, hosts, limits } = options;
  const score = (
    { model, body, request }: AskedModel,
    parse: (body: unknown, options: RowOptions) => RequestRows,
  ): Promise<ScoredRows> => {
    const served = hosts.serving(model, undefined, request);
    return scorer.score(served, parse(body, { contract: served.contract, limits }), termsOf(request));
  };
  return {
    scorer,
    infer: projectInferHandler(options),
    predict: predictHandler(options),
    invoke: async (asked) => renderInvocation(await score(asked, parseScoringRequest)),
    predictInstances: async (asked) => {
      const scored = await score(asked, (rows, rowOptions) => parseInstances(rows, 'instances', rowOptions));
      return JSON.stringify({ predictions: rowPredictions(scored).predictions });
    },
  };
}

function projectInferHandler({ scorer, hosts, limits }: ProjectScoringOptions) {
  return inferHandler<ServedModel, InferRequest, ScoredRows>({
    hosts,
    scorer,
    join: (body, { contract }) => joinBinaryBody(body, contract),
    parse: (body, { contract }) => parseInferRequest(body, contract, limits),
    render: (scored, asked) =>
      asked.forms === undefined
        ? renderInferResponse(scored, asked)
        : renderFormedResponse(scored, asked.id, asked.forms),
  });
}
