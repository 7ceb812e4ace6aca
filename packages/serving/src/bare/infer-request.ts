/**
 * An inference request of the Open Inference Protocol v2 to a bare model, checked against its signature: every input
 * once, in its datatype and shape, with as many values as the shape says. All problems are told together.
 */

import { elementBytes, type NamedTensor, sizeOf } from '../engine/named-tensor.js';
import { tooManyRows } from '../http/errors.js';
import { type BinaryBody, joinBody } from '../protocols/open-inference/binary-request.js';
import { BinaryData, decodeTexts } from '../protocols/open-inference/binary-tensor.js';
import { checkInput, describeShape } from '../protocols/open-inference/input-checks.js';
import { parseHead, type RequestHead } from '../protocols/open-inference/request-head.js';
import { isJsonObject, type JsonObject, kindOf, Problems } from '../protocols/problems.js';
import type { RequestLimits } from '../protocols/request-limits.js';
import type { BareModel } from './bare-model.js';
import type { TensorRows } from './join-tensors.js';
import type { TensorSpec } from './signature.js';
import { type EncodeOptions, encodeValues } from './tensor-values.js';

export interface TensorRequestOptions extends RequestLimits, EncodeOptions {}

export interface TensorRequest extends TensorRows, RequestHead {}

/** @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`. */
export function parseTensorRequest(
  body: unknown,
  served: BareModel,
  { maxRequestRows, hasInfinities = false }: TensorRequestOptions,
): TensorRequest {
  const problems = new Problems();
  const { id, terms, outputs, forms, inputs: given } = parseHead(body, outputsOf(served), problems);
  const inputs = parseTensors(given, served, { problems, hasInfinities });
  const rows = rowsOf(inputs, served, problems);
  problems.throwIfAny();
  if (rows > maxRequestRows) throw tooManyRows(rows, maxRequestRows);
  return { id, terms, outputs, forms, inputs, rows };
}

/** A body in two parts, as `parseTensorRequest` takes it. */
export function joinTensorBody(body: BinaryBody, { signature }: BareModel): unknown {
  return joinBody(body, signature.inputs, rawTensor);
}

function rawTensor(input: TensorSpec, tail: Uint8Array) {
  const { name, datatype } = input;
  return { name, datatype, shape: rawShape(input, tail), data: new BinaryData(tail) };
}

/** The one dimension that is open follows from the number of bytes; a batch's is 1 where another is open too. */
function rawShape({ datatype, dims }: TensorSpec, { length }: Uint8Array): readonly number[] {
  const known = dims.filter((dim) => dim !== -1);
  const values = datatype === 'BYTES' ? 1 : length / elementBytes[datatype];
  let rest = values / sizeOf(known);
  return [...dims]
    .reverse()
    .map((dim) => {
      if (dim !== -1) return dim;
      const size = rest;
      rest = 1;
      return size;
    })
    .reverse();
}

/** What `parseOutputs` asks of a contract. Values of a row are counted where their number is known. */
function outputsOf({ signature }: BareModel) {
  const outputs = signature.outputs.map(({ name, datatype, dims }) => {
    const perRow = signature.hasBatch ? dims.slice(1) : dims;
    const width = perRow.includes(-1) ? Number.MAX_SAFE_INTEGER : sizeOf(perRow);
    return { name, datatype, width };
  });
  return { outputs, allOutputs: outputs.map((_, i) => i) };
}

interface TensorContext extends Required<EncodeOptions> {
  readonly problems: Problems;
}

/** In the order of the model's inputs. */
function parseTensors(
  inputs: unknown,
  { signature }: BareModel,
  context: TensorContext,
): readonly NamedTensor[] {
  const { problems } = context;
  if (!Array.isArray(inputs)) {
    problems.add(`inputs must be a list with one entry an input, got ${kindOf(inputs)}`);
    return [];
  }
  const given = new Map<string, NamedTensor | undefined>();
  for (const [place, input] of inputs.entries()) {
    const name: unknown = isJsonObject(input) ? input.name : undefined;
    const spec = signature.inputs.find((known) => known.name === name);
    if (!spec || !isJsonObject(input)) problems.add(`inputs[${place}] is none of the model's inputs`);
    else if (given.has(spec.name)) problems.add(`input ${spec.name} is given twice`);
    else given.set(spec.name, parseTensor(spec, input, context));
  }
  const missing = signature.inputs.filter(({ name }) => !given.has(name));
  if (missing.length > 0) problems.add(`missing inputs: ${missing.map(({ name }) => name).join(', ')}`);
  return signature.inputs.flatMap(({ name }) => given.get(name) ?? []);
}

function parseTensor(
  spec: TensorSpec,
  given: JsonObject,
  { problems, hasInfinities }: TensorContext,
): NamedTensor | undefined {
  checkInput(spec, given, problems);
  const { name, datatype, dims } = spec;
  const shape = columnOf(given.shape, dims);
  if (!fits(shape, dims)) {
    const wanted = dims.map((dim) => (dim === -1 ? '?' : dim)).join(', ');
    problems.add(`input ${name} must have shape [${wanted}], got ${describeShape(shape)}`);
    return undefined;
  }
  const data = dataOf({ datatype, shape, hasInfinities }, given.data);
  if (typeof data !== 'string') return { name, datatype, shape, data };
  problems.add(`input ${name} ${data}`);
  return undefined;
}

/** A column [N] may come as [N, 1], as the model's metadata tell it. */
function columnOf(shape: unknown, dims: readonly number[]): unknown {
  const isColumn = dims.length === 1 && dims[0] === -1;
  return isColumn && Array.isArray(shape) && shape.length === 2 && shape[1] === 1 ? shape.slice(0, 1) : shape;
}

function fits(shape: unknown, dims: readonly number[]): shape is readonly number[] {
  if (!Array.isArray(shape) || shape.length !== dims.length) return false;
  return shape.every(
    (size: unknown, i) =>
      Number.isSafeInteger(size) && Number(size) >= 0 && (dims[i] === -1 || dims[i] === size),
  );
}

/** Text says what is wrong. */
function dataOf(
  { datatype, shape, hasInfinities }: Pick<NamedTensor, 'datatype' | 'shape'> & Required<EncodeOptions>,
  data: unknown,
): NamedTensor['data'] | string {
  const size = sizeOf(shape);
  if (data instanceof BinaryData) return binaryDataOf({ datatype, size }, data);
  if (!Array.isArray(data)) return `must have data as a list, got ${kindOf(data)}`;
  // Nested as the shape is, or flat.
  const values: readonly unknown[] = Array.isArray(data[0]) ? data.flat(shape.length) : data;
  if (values.length !== size) return `must have ${size} values, got ${values.length}`;
  return encodeValues(datatype, values, { hasInfinities });
}

function binaryDataOf(
  { datatype, size }: { readonly datatype: NamedTensor['datatype']; readonly size: number },
  { bytes }: BinaryData,
): NamedTensor['data'] | string {
  if (datatype === 'BYTES') {
    const texts = decodeTexts(bytes);
    if (typeof texts === 'string') return texts;
    return texts.length === size
      ? encodeValues(datatype, texts)
      : `must have ${size} values, got ${texts.length}`;
  }
  const wanted = size * elementBytes[datatype];
  if (bytes.length !== wanted) return `must have ${wanted} bytes, got ${bytes.length}`;
  const areValues = datatype !== 'BOOL' || bytes.every((byte) => byte < 2);
  return areValues ? bytes : 'must have bytes of 0 and 1 only';
}

/** Rows of a batch; 1 for what has no dimension for it. */
function rowsOf(
  inputs: readonly NamedTensor[],
  { signature, isLimited, maxBatchRows }: BareModel,
  problems: Problems,
): number {
  if (!signature.hasBatch) return 1;
  const [first, ...others] = inputs;
  const rows = first?.shape[0] ?? 1;
  if (others.some(({ shape }) => shape[0] !== rows))
    problems.add('the inputs must have the same first dimension, which is the number of rows');
  if (rows === 0) problems.add('a request must have at least one row, got a shape that begins with 0');
  if (isLimited && rows > maxBatchRows)
    problems.add(
      `a request may have at most ${maxBatchRows} rows, which is the model's max_batch_size, got ${rows}`,
    );
  return rows;
}
