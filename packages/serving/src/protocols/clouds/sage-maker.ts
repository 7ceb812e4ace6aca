/**
 * SageMaker's contract for containers of multi-model endpoints (mms-container-apis): load, list, get, unload, invoke.
 * The models are those that the server was started with; the `url` that SageMaker downloaded is not looked at. Errors are
 * this server's, with the statuses of the contract: 409 loaded already, 404 not loaded.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addPath } from '../../http/add-path.js';
import { requestInvalid } from '../../http/errors.js';
import { isJsonObject } from '../problems.js';
import { addScoringPath } from '../scoring-path.js';
import { type LoadedModel, LoadedModels } from './loaded-models.js';
import type { CloudRouteOptions } from './route-options.js';

export function sageMakerRoutes(app: FastifyInstance, { models, scoring }: CloudRouteOptions): void {
  const loaded = new LoadedModels(models);
  // Fastify fills in what the path names.
  const nameIn = (params: unknown) => (params as { readonly name: string }).name;
  addPath(app, '/models', {
    GET: async () => ({ models: loaded.all.map(describe) }),
    POST: async (request) => {
      await loaded.load(nameToLoad(request.body), targetIn(request));
      return {};
    },
  });
  addPath(app, '/models/:name', {
    GET: async ({ params }) => describe(loaded.get(nameIn(params))),
    DELETE: async ({ params }) => {
      await loaded.unload(nameIn(params));
      return {};
    },
  });
  addScoringPath(app, '/models/:name/invoke', {
    scorer: scoring.scorer,
    answer: async (request) => {
      const { model } = loaded.get(nameIn(request.params));
      return scoring.invoke({ model, body: request.body, request });
    },
  });
}

function describe({ name, model, version }: LoadedModel) {
  return { modelName: name, modelUrl: `models:/${model}/${version}` };
}

function nameToLoad(body: unknown): string {
  const name = isJsonObject(body) ? body.model_name : undefined;
  if (typeof name === 'string' && name !== '' && name.length <= longestName) return name;
  throw requestInvalid([
    `the body must be {"model_name": text of 1 to ${longestName} characters, "url": text}`,
  ]);
}

/** SageMaker's are hashes of 32 characters. */
const longestName = 256;

function targetIn({ headers }: FastifyRequest): string | undefined {
  const target = headers['x-amzn-sagemaker-target-model'];
  return typeof target === 'string' ? target : undefined;
}
