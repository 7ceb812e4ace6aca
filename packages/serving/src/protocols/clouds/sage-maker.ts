/**
 * SageMaker's contract for containers of multi-model endpoints (mms-container-apis): load, list, get, unload, invoke.
 * The models are those of the registry that the server was started with; the `url` that SageMaker downloaded is not
 * looked at. Errors are this server's, with the statuses of the contract: 409 loaded already, 404 not loaded.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { modelAlreadyLoaded, modelUnknown } from '../../host/errors.js';
import type { ServedModel } from '../../host/served-model.js';
import { addPath } from '../../http/add-path.js';
import { requestInvalid } from '../../http/errors.js';
import { refuseEarly } from '../../http/refuse-early.js';
import { termsOf } from '../../http/request-terms.js';
import { answerInvocation } from '../mlflow/routes.js';
import { loadModel, unloadModel } from '../open-inference/model-repository.js';
import { isJsonObject } from '../problems.js';
import { LoadedNames } from './loaded-names.js';
import type { CloudRouteOptions } from './routes.js';

export function sageMakerRoutes(app: FastifyInstance, options: CloudRouteOptions): void {
  const { hosts } = options;
  const names = new LoadedNames(hosts);
  // Fastify fills in what the path names.
  const nameIn = (params: unknown) => (params as { readonly name: string }).name;
  const loaded = (name: string): ServedModel => {
    const { serving } = hosts.host(names.modelOf(name));
    if (!serving || names.nameOf(serving.model) !== name) throw modelUnknown();
    return serving;
  };
  const describe = ({ model, version }: ServedModel) => ({
    modelName: names.nameOf(model),
    modelUrl: `models:/${model}/${version}`,
  });
  addPath(app, '/models', {
    GET: async () => ({ models: hosts.served.map(describe) }),
    POST: async (request) => {
      const name = nameToLoad(request.body);
      if (hosts.served.some(({ model }) => names.nameOf(model) === name)) throw modelAlreadyLoaded();
      const model = names.targetOf(name, targetIn(request));
      if (!hosts.served.some((served) => served.model === model)) await loadModel(hosts, model, undefined);
      names.give(name, model);
      return {};
    },
  });
  addPath(app, '/models/:name', {
    GET: async ({ params }) => describe(loaded(nameIn(params))),
    DELETE: async ({ params }) => {
      const { model } = loaded(nameIn(params));
      await unloadModel(hosts, model);
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
        const served = hosts.serving(model, undefined, request);
        const terms = termsOf(request);
        const answer = await answerInvocation(served, request.body, { ...options, terms });
        return reply.type('application/json').send(answer);
      },
    },
    { beforeBody: refuseEarly(options.scorer) },
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
