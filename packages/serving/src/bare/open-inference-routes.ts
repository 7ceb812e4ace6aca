/**
 * The paths of the Open Inference Protocol v2 for bare models: those of `protocols/open-inference/`, over tensors of any
 * type and shape, and with every version that is loaded.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { modelNotReady } from '../host/errors.js';
import { addPath } from '../http/add-path.js';
import { refuseEarly } from '../http/refuse-early.js';
import { termsOf } from '../http/request-terms.js';
import type { BatchStatistics } from '../metrics/batch-statistics.js';
import { BinaryBody } from '../protocols/open-inference/binary-request.js';
import { sendFormed } from '../protocols/open-inference/infer-route.js';
import { modelStatistics } from '../protocols/open-inference/model-statistics.js';
import { parseBodies } from '../protocols/open-inference/parse-bodies.js';
import { serverRoutes } from '../protocols/open-inference/server-routes.js';
import type { ModelControl } from '../server-options.js';
import type { BareHosts } from './bare-hosts.js';
import { joinTensorBody, parseTensorRequest } from './infer-request.js';
import { renderTensorResponse } from './infer-response.js';
import { bareConfig, bareMetadata } from './model-description.js';
import { bareRepositoryRoutes } from './repository.js';
import type { TensorScorer } from './tensor-scorer.js';

export interface BareRouteOptions {
  readonly scorer: TensorScorer;
  readonly hosts: BareHosts;
  readonly limits: { readonly maxRequestRows: number };
  readonly statistics: BatchStatistics;
  readonly modelControl: ModelControl;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
}

interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

export function bareOpenInferenceRoutes(app: FastifyInstance, options: BareRouteOptions): void {
  // A scope of their own: no other path takes their bodies.
  app.register((scope, _, done) => {
    parseBodies(scope);
    serverRoutes(scope, options);
    for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version'])
      modelRoutes(scope, path, options);
    bareRepositoryRoutes(scope, options);
    done();
  });
}

function modelRoutes(app: FastifyInstance, path: string, options: BareRouteOptions): void {
  const { hosts, statistics, isReady } = options;
  // Fastify fills in what the path names.
  const served = (params: unknown) =>
    hosts.serving((params as ModelPath).model, (params as ModelPath).version);
  const versionsOf = (params: unknown) => hosts.host((params as ModelPath).model).versions;
  addPath(app, path, {
    GET: async ({ params }) => bareMetadata(served(params), versionsOf(params)),
  });
  addPath(app, `${path}/ready`, {
    GET: async ({ params }) => {
      const { model: name } = served(params);
      if (!isReady()) throw modelNotReady(name);
      return { name, ready: true };
    },
  });
  addPath(app, `${path}/config`, {
    GET: async ({ params }) => bareConfig(served(params), versionsOf(params)),
  });
  addPath(app, `${path}/stats`, {
    GET: async ({ params }) => modelStatistics([served(params)], statistics),
  });
  const early = { beforeBody: refuseEarly(options.scorer) };
  addPath(app, `${path}/infer`, { POST: (request, reply) => infer(request, reply, options) }, early);
}

async function infer(
  request: FastifyRequest,
  reply: FastifyReply,
  { hosts, limits, scorer }: BareRouteOptions,
): Promise<FastifyReply> {
  // Fastify fills in what the path names.
  const { model, version } = request.params as ModelPath;
  const served = hosts.serving(model, version);
  const { body } = request;
  const asked = parseTensorRequest(
    body instanceof BinaryBody ? joinTensorBody(body, served) : body,
    served,
    limits,
  );
  // Its values were copied, or are held by the request itself.
  request.body = undefined;
  const scored = await scorer.score(served, asked, termsOf(request, asked.terms));
  return sendFormed(reply, renderTensorResponse(scored, asked));
}
