/**
 * The paths of MLflow's scoring server for bare models: `inputs` and `instances` as tensors, data frames where the model
 * takes columns. The predictions are the outputs by name. CSV is left out: nothing says of which type its columns are.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestTerms } from '../engine/request-queue.js';
import { modelNotChosen } from '../host/errors.js';
import { addPath } from '../http/add-path.js';
import { requestInvalid } from '../http/errors.js';
import { refuseEarly } from '../http/refuse-early.js';
import { termsOf } from '../http/request-terms.js';
import { parametersProblem } from '../protocols/empty-parameters.js';
import { answerMlflowErrors } from '../protocols/mlflow/error-body.js';
import { isJsonObject } from '../protocols/problems.js';
import type { BareHosts } from './bare-hosts.js';
import type { BareModel } from './bare-model.js';
import type { TensorRequest } from './infer-request.js';
import { renderLists } from './nested-values.js';
import type { BareRouteOptions } from './open-inference-routes.js';
import { type FormOptions, parseInputsForm, parseRowsForm, rowsOfSplit } from './row-forms.js';

export interface BareMlflowOptions extends BareRouteOptions {
  /** Undefined where the server has one model, or none was chosen. */
  readonly defaultModel: string | undefined;
}

/** In a scope of their own: only these paths answer errors as MLflow does. */
export function bareMlflowRoutes(app: FastifyInstance, options: BareMlflowOptions): void {
  const { hosts, limits, scorer, isReady, serverVersion, defaultModel } = options;
  app.register(async (scope) => {
    answerMlflowErrors(scope);
    for (const path of ['/ping', '/health'])
      addPath(scope, path, { GET: async (_, reply) => reply.code(isReady() ? 200 : 503).send('\n') });
    addPath(scope, '/version', { GET: async () => serverVersion });
    const early = { beforeBody: refuseEarly(scorer) };
    const invoke = async ({ body }: FastifyRequest, terms: RequestTerms) => {
      const served = bareByDefault(hosts, defaultModel);
      const scored = await scorer.score(served, parseInvocation(body, { served, limits }), terms);
      const outputs = scored.outputs.map((tensor) => `${JSON.stringify(tensor.name)}:${renderLists(tensor)}`);
      return `{"predictions":{${outputs.join(',')}},"model_version":"${served.version}"}`;
    };
    const handler = async (request: FastifyRequest, reply: FastifyReply) =>
      reply.type('application/json').send(await invoke(request, termsOf(request)));
    addPath(scope, '/invocations', { POST: handler }, early);
  });
}

const forms = {
  inputs: parseInputsForm,
  instances: (rows, options) => parseRowsForm(rows, 'instances', options),
  dataframe_records: (rows, options) => parseRowsForm(rows, 'dataframe_records', options),
  dataframe_split: (frame, options) => parseRowsForm(rowsOfSplit(frame), 'dataframe_split', options),
} as const satisfies Record<string, (value: unknown, options: FormOptions) => TensorRequest>;

function parseInvocation(body: unknown, options: FormOptions): TensorRequest {
  const request = isJsonObject(body) ? body : {};
  const present = Object.entries(forms).filter(([form]) => Object.hasOwn(request, form));
  const [found, ...others] = present;
  const problem = parametersProblem('params', request.params);
  if (problem !== undefined) throw requestInvalid([problem]);
  if (!found || others.length > 0)
    throw requestInvalid([
      `the body must be a JSON object with exactly one of ${Object.keys(forms).join(', ')}`,
    ]);
  const [form, parse] = found;
  return parse(request[form], options);
}

/** The only model, or the one that was chosen. @throws `MODEL_NOT_CHOSEN`, and what `BareHosts.serving` throws. */
function bareByDefault(hosts: BareHosts, defaultModel: string | undefined): BareModel {
  const [only, ...others] = hosts.names;
  const model = defaultModel ?? (others.length === 0 ? only : undefined);
  if (model === undefined) throw modelNotChosen(hosts.names);
  return hosts.serving(model);
}
