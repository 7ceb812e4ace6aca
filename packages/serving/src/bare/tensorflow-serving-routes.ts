/**
 * TensorFlow Serving's REST API (api_rest.md) and KServe's v1 protocol for bare models: `instances` are answered with
 * `predictions` by row, `inputs` with `outputs`; values alone where the model has one output. `:classify`, `:regress`
 * and labels of versions are left out.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addPath } from '../http/add-path.js';
import { notSupported, requestInvalid } from '../http/errors.js';
import { refuseEarly } from '../http/refuse-early.js';
import { termsOf } from '../http/request-terms.js';
import { isJsonObject } from '../protocols/problems.js';
import { servingSignature, signatureMetadata } from '../protocols/tensorflow-serving/metadata.js';
import { availableVersion, refusedVersion } from '../protocols/tensorflow-serving/model-status.js';
import type { BareHost } from './bare-host.js';
import { sliceRows } from './join-tensors.js';
import { renderLists } from './nested-values.js';
import type { BareRouteOptions } from './open-inference-routes.js';
import { type FormOptions, parseInputsForm, parseRowsForm } from './row-forms.js';
import type { ScoredTensors } from './tensor-scorer.js';

interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

export function bareTensorflowServingRoutes(
  app: FastifyInstance,
  { hosts, limits, scorer }: BareRouteOptions,
): void {
  // Fastify fills in what the path names.
  const pathOf = (params: unknown) => params as ModelPath;
  addPath(app, '/v1/models', { GET: async () => ({ models: hosts.all.map(describeHost) }) });
  for (const path of ['/v1/models/:model', '/v1/models/:model/versions/:version']) {
    addPath(app, path, {
      GET: async ({ params }) => {
        const { model, version } = pathOf(params);
        if (version === undefined) return describeHost(hosts.host(model));
        return { model_version_status: [availableVersion(hosts.serving(model, version).version)] };
      },
    });
    addPath(app, `${path}/metadata`, {
      GET: async ({ params }) => {
        const { model, version, signature } = hosts.serving(pathOf(params).model, pathOf(params).version);
        const shaped = ({ name, datatype, dims }: (typeof signature.inputs)[number]) => ({
          name,
          datatype,
          shape: dims,
        });
        const [inputs, outputs] = [signature.inputs.map(shaped), signature.outputs.map(shaped)];
        return signatureMetadata({ model, version, inputs, outputs });
      },
    });
    const predict = async (request: FastifyRequest, reply: FastifyReply) => {
      const { model, version } = pathOf(request.params);
      const served = hosts.serving(model, version);
      const { asked, isByRow } = parsePredict(request.body, { served, limits });
      const scored = await scorer.score(served, asked, termsOf(request));
      const text = isByRow
        ? `"predictions":[${renderRows(scored)}]`
        : `"outputs":${renderNamed(scored.outputs)}`;
      return reply.type('application/json').send(`{${text},"model_version":"${served.version}"}`);
    };
    addPath(app, `${path}(^[^:/]+)::predict`, { POST: predict }, { beforeBody: refuseEarly(scorer) });
    addPath(app, `${path}(^[^:/]+)::explain`, {
      POST: async ({ params }) => {
        const { model } = hosts.serving(pathOf(params).model, pathOf(params).version);
        throw notSupported(
          `the model '${model}' has no explainer: its graph is all there is. Ask for :predict`,
        );
      },
    });
  }
}

function describeHost({ model, serving, versions, refused, problem }: BareHost) {
  return {
    name: model,
    ready: serving !== undefined,
    version: serving ? String(serving.version) : null,
    sha256: serving?.manifestSha256 ?? null,
    problem: problem ?? null,
    model_version_status: [
      ...versions.map(({ version }) => availableVersion(version)),
      ...refused.map(({ version, reason }) => refusedVersion(version, reason)),
    ],
  };
}

function parsePredict(body: unknown, options: FormOptions) {
  const {
    instances,
    inputs,
    signature_name: name,
  }: Readonly<Record<string, unknown>> = isJsonObject(body) ? body : {};
  if ((instances === undefined) === (inputs === undefined))
    throw requestInvalid(['the body must have either instances (a list of rows) or inputs (whole tensors)']);
  if (name !== undefined && name !== servingSignature)
    throw requestInvalid([`signature_name must be ${servingSignature}, or left out`]);
  const isByRow = instances !== undefined;
  return {
    isByRow,
    asked: isByRow ? parseRowsForm(instances, 'instances', options) : parseInputsForm(inputs, options),
  };
}

/** Each row's outputs, by name where there are several. */
function renderRows({ rows, outputs }: ScoredTensors): string {
  return Array.from({ length: rows }, (_, firstRow) =>
    renderNamed(
      sliceRows(outputs, { firstRow, rows: 1, total: rows }).map((tensor) => ({
        ...tensor,
        shape: tensor.shape.slice(1),
      })),
    ),
  ).join(',');
}

function renderNamed(tensors: ScoredTensors['outputs']): string {
  const [only, ...others] = tensors;
  if (only && others.length === 0) return renderLists(only);
  return `{${tensors.map((tensor) => `${JSON.stringify(tensor.name)}:${renderLists(tensor)}`).join(',')}}`;
}
