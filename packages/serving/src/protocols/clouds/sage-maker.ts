/**
 * SageMaker's contract for containers of multi-model endpoints (mms-container-apis): load, list, get, unload, invoke.
 * The models are those that the server was started with; the `url` that SageMaker downloaded is not looked at. Errors are
 * this server's, with the statuses of the contract: 409 loaded already, 404 not loaded.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { modelAlreadyLoaded, modelUnknown } from '../../host/errors.js';
import { addPath } from '../../http/add-path.js';
import { requestInvalid } from '../../http/errors.js';
import { refuseEarly } from '../../http/refuse-early.js';
import type { ModelState } from '../hosted-models.js';
import { isJsonObject } from '../problems.js';
import { LoadedNames } from './loaded-names.js';
import type { CloudRouteOptions } from './routes.js';

export function sageMakerRoutes(app: FastifyInstance, { models, scoring }: CloudRouteOptions): void {
  const names = new LoadedNames(models);
  // Fastify fills in what the path names.
  const nameIn = (params: unknown) => (params as { readonly name: string }).name;
  const serving = () => models.states.filter(({ versions }) => versions.length > 0);
  const loaded = (name: string): ModelState => {
    const state = serving().find(({ model }) => names.nameOf(model) === name);
    if (!state) throw modelUnknown();
    return state;
  };
  const describe = ({ model, versions }: ModelState) => ({
    modelName: names.nameOf(model),
    modelUrl: `models:/${model}/${versions.at(-1)?.version}`,
  });
  addPath(app, '/models', {
    GET: async () => ({ models: serving().map(describe) }),
    POST: async (request) => {
      const name = nameToLoad(request.body);
      if (serving().some(({ model }) => names.nameOf(model) === name)) throw modelAlreadyLoaded();
      const model = names.targetOf(name, targetIn(request));
      if (!serving().some((state) => state.model === model)) await models.load(model);
      names.give(name, model);
      return {};
    },
  });
  addPath(app, '/models/:name', {
    GET: async ({ params }) => describe(loaded(nameIn(params))),
    DELETE: async ({ params }) => {
      const { model } = loaded(nameIn(params));
      await models.unload(model);
      names.forget(model);
      return {};
    },
  });
  addPath(
    app,
    '/models/:name/invoke',
    {
      POST: async (request, reply) => {
        const { model } = loaded(nameIn(request.params));
        const answer = await scoring.invoke({ model, body: request.body, request });
        return reply.type('application/json').send(answer);
      },
    },
    { beforeBody: refuseEarly(scoring.scorer) },
  );
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
