/** The paths of the Open Inference Protocol v2 (open_inference_rest.yaml). Health is told by the status. */

import type { FastifyInstance } from 'fastify';
import { modelNotReady } from '../../errors.js';
import type { ServedModel } from '../../host/served-model.js';
import { addPath } from '../../http/add-path.js';
import type { Scorer } from '../../scoring/scorer.js';
import { parseInferRequest, type RequestLimits } from './infer-request.js';
import { renderInferResponse } from './infer-response.js';
import { modelMetadata, serverMetadata } from './metadata.js';

export interface OpenInferenceOptions {
  readonly scorer: Scorer;
  readonly limits: RequestLimits;
  readonly serverVersion: string;
  readonly isReady: () => boolean;
  /** @throws when the model or the version is not served. */
  readonly serving: (model: string, version?: string) => ServedModel;
}

interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

export function openInferenceRoutes(app: FastifyInstance, options: OpenInferenceOptions): void {
  const { scorer, limits, serverVersion, isReady, serving } = options;
  addPath(app, '/v2', { GET: async () => serverMetadata(serverVersion) });
  addPath(app, '/v2/health/live', { GET: async () => ({ live: true }) });
  addPath(app, '/v2/health/ready', {
    GET: async (_, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }),
  });
  for (const model of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
    // Fastify fills in what the path names.
    const served = (params: unknown) => serving((params as ModelPath).model, (params as ModelPath).version);
    addPath(app, model, { GET: async ({ params }) => modelMetadata(served(params)) });
    addPath(app, `${model}/ready`, {
      GET: async ({ params }) => {
        const { model: name } = served(params);
        if (!isReady()) throw modelNotReady(name);
        return { name, ready: true };
      },
    });
    addPath(app, `${model}/infer`, {
      POST: (request, reply) => {
        const target = served(request.params);
        const asked = parseInferRequest(request.body, target.contract, limits);
        // Its values were copied. Thousands of bodies that outlive the parsing are work for the garbage collector.
        request.body = undefined;
        return scorer
          .score(target, asked)
          .then((scored) => reply.type('application/json').send(renderInferResponse(scored, asked)));
      },
    });
  }
}
