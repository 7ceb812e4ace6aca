/**
 * One request to `:predict` of a bare model (TensorFlow Serving's api_rest.md): `instances` are answered with `predictions`
 * by row, `inputs` with `outputs`; values alone where the model has one output.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestInvalid } from '../http/errors.js';
import { termsOf } from '../http/request-terms.js';
import { pathOf } from '../protocols/hosted-models.js';
import { isJsonObject, type JsonObject } from '../protocols/problems.js';
import { servingSignature } from '../protocols/tensorflow-serving/metadata.js';
import type { BareInferOptions } from './infer-route.js';
import { sliceRows } from './join-tensors.js';
import { renderLists } from './nested-values.js';
import { type FormOptions, parseInputsForm, parseRowsForm } from './row-forms.js';
import type { ScoredTensors } from './tensor-scorer.js';

export function barePredictHandler({ hosts, limits, scorer }: BareInferOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { model, version } = pathOf(request.params);
    const served = hosts.serving(model, version);
    const { asked, isByRow } = parsePredict(request.body, { served, limits });
    const scored = await scorer.score(served, asked, termsOf(request));
    const text = isByRow ? `"predictions":${renderRows(scored)}` : `"outputs":${renderNamed(scored.outputs)}`;
    return reply.type('application/json').send(`{${text},"model_version":"${served.version}"}`);
  };
}

function parsePredict(body: unknown, options: FormOptions) {
  const { instances, inputs, signature_name: name }: JsonObject = isJsonObject(body) ? body : {};
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

/** A list of each row's outputs, by name where there are several. */
export function renderRows({ rows, outputs }: ScoredTensors): string {
  const rendered = Array.from({ length: rows }, (_, firstRow) =>
    renderNamed(
      sliceRows(outputs, { firstRow, rows: 1, total: rows }).map((tensor) => ({
        ...tensor,
        shape: tensor.shape.slice(1),
      })),
    ),
  );
  return `[${rendered.join(',')}]`;
}

function renderNamed(tensors: ScoredTensors['outputs']): string {
  const [only, ...others] = tensors;
  if (only && others.length === 0) return renderLists(only);
  return `{${tensors.map((tensor) => `${JSON.stringify(tensor.name)}:${renderLists(tensor)}`).join(',')}}`;
}
