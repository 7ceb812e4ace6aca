/** The paths of the Open Inference Protocol v2 (open_inference_rest.yaml). Health is told by the status. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { modelNotReady } from '../../host/errors.js';
import type { ModelHosts } from '../../host/model-hosts.js';
import { addPath } from '../../http/add-path.js';
import { refuseEarly } from '../../http/refuse-early.js';
import type { BatchStatistics } from '../../metrics/batch-statistics.js';
import type { Scorer } from '../../scoring/scorer.js';
import type { ModelControl } from '../../server-options.js';
import type { RequestLimits } from './infer-request.js';
import { inferHandler } from './infer-route.js';
import { modelMetadata } from './metadata.js';
import { modelConfig } from './model-config.js';
import { modelStatistics } from './model-statistics.js';
import { parseBodies } from './parse-bodies.js';
import { repositoryRoutes } from './repository-routes.js';
import { serverRoutes } from './server-routes.js';

export interface OpenInferenceOptions {
  readonly scorer: Scorer;
  readonly limits: RequestLimits;
  readonly hosts: ModelHosts;
  readonly statistics: BatchStatistics;
  readonly modelControl: ModelControl;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
}

interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

export function openInferenceRoutes(app: FastifyInstance, options: OpenInferenceOptions): void {
  // A scope of their own: no other path takes their bodies.
  app.register((scope, _, done) => {
    parseBodies(scope);
    serverRoutes(scope, options);
    for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version'])
      modelRoutes(scope, path, options);
    repositoryRoutes(scope, options);
    done();
  });
}

function modelRoutes(app: FastifyInstance, path: string, options: OpenInferenceOptions): void {
  const { scorer, limits, hosts, statistics, isReady } = options;
  // Fastify fills in what the path names.
  const served = (params: unknown) =>
    hosts.serving((params as ModelPath).model, (params as ModelPath).version);
  const chosen = (request: FastifyRequest) => {
    const { model, version } = request.params as ModelPath;
    return hosts.serving(model, version, request);
  };
  addPath(app, path, { GET: async ({ params }) => modelMetadata(served(params)) });
  addPath(app, `${path}/ready`, {
    GET: async ({ params }) => {
      const { model: name } = served(params);
      if (!isReady()) throw modelNotReady(name);
      return { name, ready: true };
    },
  });
  addPath(app, `${path}/config`, {
    GET: async ({ params }) => modelConfig(served(params), limits.maxRequestRows),
  });
  addPath(app, `${path}/stats`, {
    GET: async ({ params }) => modelStatistics([served(params)], statistics),
  });
  const infer = inferHandler({ scorer, limits, served: chosen });
  addPath(app, `${path}/infer`, { POST: infer }, { beforeBody: refuseEarly(scorer) });
}
