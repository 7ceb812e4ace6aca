/**
 * An inference request of the Open Inference Protocol v2 (inference_rest.md, "Inference Request JSON Object"), checked
 * against the model: every input once, in its datatype, one value a row. Types are never coerced. A whole number beyond
 * ±(2^53 − 1) comes as bytes or not at all: a parsed JSON number was rounded, and text is not a number.
 */

import type { ExactCell, RequestRows } from '../../engine/tensor-layout.js';
import type { ModelContract, ModelInput } from '../../host/model-contract.js';
import { tooManyRows } from '../../http/errors.js';
import { cellProblem, isCell } from '../cell-rules.js';
import { isJsonObject, type JsonObject, kindOf, Problems } from '../problems.js';
import type { RequestLimits } from '../request-limits.js';
import { BinaryData, decodeTensor, isBigInteger } from './binary-tensor.js';
import { checkInput, describeShape } from './input-checks.js';
import { parseHead, type RequestHead } from './request-head.js';

export interface InferRequest extends RequestRows, RequestHead {}

/** @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`. */
export function parseInferRequest(
  body: unknown,
  contract: ModelContract,
  { maxRequestRows }: RequestLimits,
): InferRequest {
  const problems = new Problems();
  const { id, terms, outputs, forms, inputs } = parseHead(body, contract, problems);
  const given = parseInputs(inputs, contract, problems);
  const rows = rowsOf(given, problems);
  if (rows > maxRequestRows) throw tooManyRows(rows, maxRequestRows);
  const cells = parseCells(given, rows, { contract, problems });
  problems.throwIfAny();
  return { id, terms, outputs, forms, rows, cells };
}

/** The request's inputs in the order of the model's; what is missing stays undefined. */
function parseInputs(
  inputs: unknown,
  contract: ModelContract,
  problems: Problems,
): readonly (JsonObject | undefined)[] {
  const known = contract.inputs;
  if (!Array.isArray(inputs)) {
    problems.add(`inputs must be a list with one entry an input, got ${kindOf(inputs)}`);
    return [];
  }
  const given: (JsonObject | undefined)[] = new Array(known.length);
  let found = 0;
  for (let place = 0; place < inputs.length; place++) {
    const input: unknown = inputs[place];
    const index = isJsonObject(input) ? indexOf(input.name, place, contract) : undefined;
    if (index === undefined || !isJsonObject(input))
      problems.add(`inputs[${place}] is none of the model's inputs`);
    else if (given[index]) problems.add(`input ${known[index]?.name} is given twice`);
    else {
      given[index] = input;
      found += 1;
    }
  }
  if (found < known.length) {
    const missing = known.filter((_, i) => given[i] === undefined);
    problems.add(`missing inputs: ${missing.map(({ name }) => name).join(', ')}`);
  }
  return given;
}

/** Where the model has the input. Most clients keep its order: to compare costs less than to look up. */
function indexOf(name: unknown, place: number, { inputs, inputIndex }: ModelContract): number | undefined {
  if (typeof name !== 'string') return undefined;
  return inputs[place]?.name === name ? place : inputIndex.get(name);
}

/** The first valid shape decides; the others are held against it. */
function rowsOf(given: readonly (JsonObject | undefined)[], problems: Problems): number {
  for (const input of given) {
    const rows = rowsOfShape(input?.shape);
    if (rows === 0) problems.add('a request must have at least one row, got shape [0]');
    if (rows !== undefined) return rows;
  }
  return 0;
}

/** `[N]`, and `[N, 1]` as batching clients send it. */
function rowsOfShape(shape: unknown): number | undefined {
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 2) return undefined;
  const rows: unknown = shape[0];
  if (shape.length === 2 && shape[1] !== 1) return undefined;
  return typeof rows === 'number' && Number.isInteger(rows) && rows >= 0 ? rows : undefined;
}

interface CellContext {
  readonly contract: ModelContract;
  readonly problems: Problems;
}

/** The values of all inputs, row by row. Where something is wrong they are not complete, and a problem was added. */
function parseCells(
  given: readonly (JsonObject | undefined)[],
  rows: number,
  { contract, problems }: CellContext,
): readonly ExactCell[] {
  const { inputs } = contract;
  const cells: ExactCell[] = new Array(rows * inputs.length);
  const context = { rows, problems };
  for (let column = 0; column < inputs.length; column++) {
    const input = inputs[column];
    const tensor = given[column];
    if (!input || !tensor) continue;
    const values = valuesOf(input, tensor, context);
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (isCell(input, value) || isBigInteger(input, value)) cells[row * inputs.length + column] = value;
      else problems.add(`input ${input.name}, row ${row}: ${cellProblem(input, value)}`);
    }
  }
  return cells;
}

/** The flat values of a tensor, after its datatype and its shape. */
function valuesOf(
  input: ModelInput,
  given: JsonObject,
  { rows, problems }: { readonly rows: number; readonly problems: Problems },
): readonly unknown[] {
  checkInput(input, given, problems);
  const { name } = input;
  const { shape, data } = given;
  if (rowsOfShape(shape) !== rows) {
    problems.add(
      `input ${name} must have shape [N] with the same N in every input, got ${describeShape(shape)}`,
    );
    return [];
  }
  if (!Array.isArray(data)) return binaryValuesOf(input, data, { rows, problems });
  // Nested data of [N, 1] is [[x], [y]]; the flat form is as good.
  const isNested = Array.isArray(shape) && shape.length === 2;
  const values: readonly unknown[] = isNested ? data.flat() : data;
  if (values.length === rows) return values;
  problems.add(`input ${name} must have ${rows} values, got ${values.length}`);
  return [];
}

function binaryValuesOf(
  input: ModelInput,
  data: unknown,
  { rows, problems }: { readonly rows: number; readonly problems: Problems },
): readonly unknown[] {
  if (!(data instanceof BinaryData)) {
    problems.add(`input ${input.name} must have data as a list, got ${kindOf(data)}`);
    return [];
  }
  const values = decodeTensor(input, data);
  if (typeof values === 'string') problems.add(`input ${input.name} ${values}`);
  else if (values.length !== rows)
    problems.add(`input ${input.name} must have ${rows} values, got ${values.length}`);
  else return values;
  return [];
}
