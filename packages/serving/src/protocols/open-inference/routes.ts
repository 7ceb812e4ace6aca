/**
 * The paths of the Open Inference Protocol v2 (open_inference_rest.yaml), whichever models are hosted. Health is told by
 * the status.
 */

import type { FastifyInstance } from 'fastify';
import { modelNotReady } from '../../host/errors.js';
import { addPath } from '../../http/add-path.js';
import { refuseEarly } from '../../http/refuse-early.js';
import type { BatchStatistics } from '../../metrics/batch-statistics.js';
import type { ModelControl } from '../../server-options.js';
import { type HostedModels, pathOf } from '../hosted-models.js';
import type { ModelScoring } from '../model-scoring.js';
import { modelStatistics } from './model-statistics.js';
import { parseBodies } from './parse-bodies.js';
import { repositoryRoutes } from './repository-routes.js';
import { serverRoutes } from './server-routes.js';

export interface OpenInferenceOptions {
  readonly models: HostedModels;
  readonly statistics: BatchStatistics;
  readonly modelControl: ModelControl;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
}

export function openInferenceRoutes(
  app: FastifyInstance,
  options: OpenInferenceOptions,
  { scorer, infer }: Pick<ModelScoring, 'scorer' | 'infer'>,
): void {
  const early = { beforeBody: refuseEarly(scorer) };
  // A scope of their own: no other path takes their bodies.
  app.register(async (scope) => {
    parseBodies(scope);
    serverRoutes(scope, options);
    for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
      modelRoutes(scope, path, options);
      addPath(scope, `${path}/infer`, { POST: infer }, early);
    }
    repositoryRoutes(scope, options);
  });
}

function modelRoutes(
  app: FastifyInstance,
  path: string,
  { models, statistics, isReady }: OpenInferenceOptions,
): void {
  addPath(app, path, { GET: async ({ params }) => models.metadata(pathOf(params)) });
  addPath(app, `${path}/ready`, {
    GET: async ({ params }) => {
      const { model: name } = models.serving(pathOf(params));
      if (!isReady()) throw modelNotReady(name);
      return { name, ready: true };
    },
  });
  addPath(app, `${path}/config`, { GET: async ({ params }) => models.config(pathOf(params)) });
  addPath(app, `${path}/stats`, {
    GET: async ({ params }) => modelStatistics([models.serving(pathOf(params))], statistics),
  });
}
