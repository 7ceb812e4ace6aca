/**
 * One request to `:predict` of a project's model. Rows are answered with an object each, that has an id, the label and the
 * probabilities by class; columns with the model's outputs in columns.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ModelHosts } from '../../host/model-hosts.js';
import { termsOf } from '../../http/request-terms.js';
import type { Scorer } from '../../scoring/scorer.js';
import { pathOf } from '../hosted-models.js';
import type { RequestLimits } from '../request-limits.js';
import { renderOrigin, renderOutputColumns } from '../rows/output-columns.js';
import { rowPredictions } from '../rows/predictions.js';
import { servedAt } from './model-path.js';
import { parsePredictRequest } from './predict-request.js';

export interface PredictOptions {
  readonly scorer: Scorer;
  readonly limits: RequestLimits;
  readonly hosts: ModelHosts;
}

export function predictHandler({ scorer, limits, hosts }: PredictOptions) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const served = servedAt(hosts, pathOf(request.params), request);
    const asked = parsePredictRequest(request.body, { contract: served.contract, limits });
    const scored = await scorer.score(served, asked, termsOf(request));
    if (asked.form === 'rows') return rowPredictions(scored);
    const outputs = renderOutputColumns(scored);
    return reply.type('application/json').send(`{"outputs":${outputs},${renderOrigin(scored)}}`);
  };
}
