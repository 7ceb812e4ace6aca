/**
 * The forms in which TensorFlow Serving and MLflow ask: rows under `instances`, and whole tensors under `inputs`. Both
 * become the inputs of an Open Inference request, which checks them.
 */

import { requestInvalid } from '../http/errors.js';
import { isJsonObject, type JsonObject, kindOf, Problems } from '../protocols/problems.js';
import type { RequestLimits } from '../protocols/request-limits.js';
import type { BareModel } from './bare-model.js';
import { parseTensorRequest, type TensorRequest } from './infer-request.js';
import { tensorOfLists } from './nested-values.js';
import type { TensorSpec } from './signature.js';

export interface FormOptions {
  readonly served: BareModel;
  readonly limits: RequestLimits;
}

/** Whole tensors: by name, or alone where the model has one input. @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`. */
export function parseInputsForm(inputs: unknown, { served, limits }: FormOptions): TensorRequest {
  const specs = served.signature.inputs;
  const values = isJsonObject(inputs) ? inputs : alone(inputs, specs);
  if (Object.keys(values).some((name) => !specs.some((spec) => spec.name === name)))
    throw requestInvalid([`inputs has a name that is none of ${namesOf(specs)}`]);
  const given = specs.filter(({ name }) => Object.hasOwn(values, name));
  return parseTensorRequest(
    { inputs: given.map((spec) => tensorOfLists(spec, values[spec.name])) },
    served,
    limits,
  );
}

function alone(value: unknown, specs: readonly TensorSpec[]): JsonObject {
  const [spec, ...others] = specs;
  if (spec && others.length === 0) return { [spec.name]: value };
  throw requestInvalid([
    `inputs must be an object {input: values} with ${namesOf(specs)}, got ${kindOf(value)}`,
  ]);
}

/**
 * One value a row for each input: as an object by name, or alone where the model has one input.
 * @param form What the request calls them.
 * @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`.
 */
export function parseRowsForm(rows: unknown, form: string, { served, limits }: FormOptions): TensorRequest {
  const { signature } = served;
  if (!signature.hasBatch)
    throw requestInvalid([`this model takes whole tensors and no rows: send inputs in place of ${form}`]);
  if (!Array.isArray(rows) || rows.length === 0)
    throw requestInvalid([`${form} must be a list with at least one row`]);
  const problems = new Problems();
  const columns = new Map(signature.inputs.map(({ name }): [string, unknown[]] => [name, []]));
  for (const [at, row] of rows.entries()) {
    const values = isJsonObject(row) ? row : alone(row, signature.inputs);
    if (Object.keys(values).some((name) => !columns.has(name)))
      problems.add(`row ${at} has a key that is none of ${namesOf(signature.inputs)}`);
    for (const [name, column] of columns)
      if (Object.hasOwn(values, name)) column.push(values[name]);
      else problems.add(`row ${at}: ${name} is missing`);
  }
  problems.throwIfAny();
  const inputs = signature.inputs.map((spec) => tensorOfLists(spec, columns.get(spec.name)));
  return parseTensorRequest({ inputs }, served, limits);
}

function namesOf(specs: readonly TensorSpec[]): string {
  return specs.map(({ name }) => name).join(', ');
}
