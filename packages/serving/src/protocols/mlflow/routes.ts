/**
 * The paths of MLflow's scoring server (mlflow/pyfunc/scoring_server), which are SageMaker's for one model too, whichever
 * models are hosted. `/version` tells this server's version and not MLflow's.
 */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import { chosenModel } from '../default-model.js';
import type { HostedModels } from '../hosted-models.js';
import type { ModelScoring } from '../model-scoring.js';
import { addScoringPath } from '../scoring-path.js';
import { acceptCsv } from './csv-body.js';
import { answerMlflowErrors } from './error-body.js';
import { acceptNan } from './nan-json.js';

export interface MlflowOptions {
  readonly models: HostedModels;
  /** Undefined where the server has one model, or none was chosen. */
  readonly defaultModel: string | undefined;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
}

/** In a scope of their own: only these paths take CSV and Python's NaN, and answer errors as MLflow does. */
export function mlflowRoutes(
  app: FastifyInstance,
  { models, defaultModel, serverVersion, isReady }: MlflowOptions,
  { scorer, invoke }: Pick<ModelScoring, 'scorer' | 'invoke'>,
): void {
  app.register(async (scope) => {
    acceptCsv(scope);
    acceptNan(scope);
    answerMlflowErrors(scope);
    for (const path of ['/ping', '/health'])
      addPath(scope, path, { GET: async (_, reply) => reply.code(isReady() ? 200 : 503).send('\n') });
    addPath(scope, '/version', { GET: async () => serverVersion });
    addScoringPath(scope, '/invocations', {
      scorer,
      answer: async (request) => {
        const model = chosenModel(models.names, defaultModel);
        return invoke({ model, body: request.body, request });
      },
    });
  });
}
