/** How the champions of projects are asked: rows that their contracts check, whichever protocol they come by. */

import type { ModelHosts } from '../host/model-hosts.js';
import { termsOf } from '../http/request-terms.js';
import type { Scorer } from '../scoring/scorer.js';
import { answerInvocation } from './mlflow/invocation.js';
import type { ModelScoring } from './model-scoring.js';
import { inferHandler } from './open-inference/infer-route.js';
import type { RowLimits } from './rows/collect-rows.js';
import { parseInstances } from './rows/instances.js';
import { rowPredictions } from './rows/predictions.js';
import { predictHandler } from './tensorflow-serving/predict-route.js';

export interface ProjectScoringOptions {
  readonly scorer: Scorer;
  readonly hosts: ModelHosts;
  readonly limits: RowLimits;
}

export function projectScoring({ scorer, hosts, limits }: ProjectScoringOptions): ModelScoring {
  return {
    scorer,
    infer: inferHandler({ scorer, limits, hosts }),
    predict: predictHandler({ scorer, limits, hosts }),
    invoke: async ({ model, body, request }) => {
      const served = hosts.serving(model, undefined, request);
      return answerInvocation(served, body, { scorer, limits, terms: termsOf(request) });
    },
    predictInstances: async ({ model, body, request }) => {
      const served = hosts.serving(model, undefined, request);
      const asked = parseInstances(body, 'instances', { contract: served.contract, limits });
      const { predictions } = rowPredictions(await scorer.score(served, asked, termsOf(request)));
      return JSON.stringify({ predictions });
    },
  };
}
