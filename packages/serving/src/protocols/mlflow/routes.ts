/**
 * The paths of MLflow's scoring server (mlflow/pyfunc/scoring_server), which are SageMaker's for one model too. The
 * predictions are those of `mlflow.pyfunc` 3.17 for a bundle, the outputs in columns; beside them are the ids to send
 * labels by and the version. `/version` tells this server's version and not MLflow's.
 */

import type { FastifyInstance } from 'fastify';
import type { RequestTerms } from '../../engine/request-queue.js';
import type { ModelHosts } from '../../host/model-hosts.js';
import type { ServedModel } from '../../host/served-model.js';
import { addPath } from '../../http/add-path.js';
import { refuseEarly } from '../../http/refuse-early.js';
import { termsOf } from '../../http/request-terms.js';
import type { Scorer } from '../../scoring/scorer.js';
import { servedByDefault } from '../default-model.js';
import type { RowLimits } from '../rows/collect-rows.js';
import { renderOrigin, renderOutputColumns } from '../rows/output-columns.js';
import { acceptCsv } from './csv-body.js';
import { answerMlflowErrors } from './error-body.js';
import { acceptNan } from './nan-json.js';
import { parseScoringRequest } from './scoring-request.js';

export interface ScoringOptions {
  readonly scorer: Scorer;
  readonly limits: RowLimits;
}

export interface MlflowOptions extends ScoringOptions {
  readonly hosts: ModelHosts;
  /** Undefined where the server has one model, or none was chosen. */
  readonly defaultModel: string | undefined;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
}

/** In a scope of their own: only these paths take CSV and Python's NaN, and answer errors as MLflow does. */
export function mlflowRoutes(app: FastifyInstance, options: MlflowOptions): void {
  app.register(async (scope) => {
    acceptCsv(scope);
    acceptNan(scope);
    answerMlflowErrors(scope);
    for (const path of ['/ping', '/health'])
      addPath(scope, path, {
        GET: async (_, reply) => reply.code(options.isReady() ? 200 : 503).send('\n'),
      });
    addPath(scope, '/version', { GET: async () => options.serverVersion });
    addPath(
      scope,
      '/invocations',
      {
        POST: async (request, reply) => {
          const served = servedByDefault(options.hosts, options.defaultModel, request);
          return reply
            .type('application/json')
            .send(await answerInvocation(served, request.body, { ...options, terms: termsOf(request) }));
        },
      },
      { beforeBody: refuseEarly(options.scorer) },
    );
  });
}

/** JSON text. @throws What `parseScoringRequest` and `Scorer.score` throw. */
export async function answerInvocation(
  served: ServedModel,
  body: unknown,
  { scorer, limits, terms }: ScoringOptions & { readonly terms: RequestTerms },
): Promise<string> {
  const asked = parseScoringRequest(body, { contract: served.contract, limits });
  const scored = await scorer.score(served, asked, terms);
  return `{"predictions":${renderOutputColumns(scored)},${renderOrigin(scored)}}`;
}
