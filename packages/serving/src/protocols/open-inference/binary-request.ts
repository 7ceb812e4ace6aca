/**
 * The body of a binary request (Triton's extension_binary_data.md): JSON, then the bytes of the inputs that have none
 * in it, in the order in which it names them. With no JSON at all the bytes are the only input of the model, and its
 * outputs are answered as bytes.
 */

import type { ModelContract, ModelInput } from '../../host/model-contract.js';
import { requestInvalid } from '../../http/errors.js';
import { isJsonObject, kindOf, Problems } from '../problems.js';
import { BinaryData, wordBytes } from './binary-tensor.js';

/** A body in two parts. */
export class BinaryBody {
  /** Undefined where the body is the bytes of one tensor. */
  readonly json: unknown;
  readonly tail: Uint8Array;

  constructor(json: unknown, tail: Uint8Array) {
    this.json = json;
    this.tail = tail;
  }
}

/**
 * How many bytes of a body are JSON.
 * @throws `REQUEST_INVALID` when the header is no number, or larger than the body.
 */
export function jsonLengthOf(header: string | readonly string[], body: Uint8Array): number {
  const length = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (length <= body.length) return length;
  throw requestInvalid([
    `the header Inference-Header-Content-Length must be a whole number of at most the body's ${body.length} bytes`,
  ]);
}

/**
 * The request as `parseInferRequest` takes it, with the bytes where JSON has data.
 * @throws `REQUEST_INVALID` with all problems of sizes: with those wrong, no value can be found.
 */
export function joinBinaryBody(body: BinaryBody, { inputs }: ModelContract): unknown {
  return joinBody(body, inputs, rawColumn);
}

/** The same for any kind of model, by what the bytes of its only input are as an input of a request. */
export function joinBody<Input>(
  { json, tail }: BinaryBody,
  inputs: readonly Input[],
  rawInput: (input: Input, tail: Uint8Array) => object,
): unknown {
  if (json !== undefined) return joinTail(json, tail);
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0)
    throw requestInvalid([
      `a request of bytes only needs a model with one input, and this one has ${inputs.length}; send JSON, and its length in Inference-Header-Content-Length`,
    ]);
  return { inputs: [rawInput(input, tail)], parameters: { binary_data_output: true } };
}

/** The bytes go to the inputs in their order. What is no request stays as it is, and is refused by what parses it. */
function joinTail(json: unknown, tail: Uint8Array): unknown {
  if (!isJsonObject(json) || !Array.isArray(json.inputs)) return json;
  const problems = new Problems();
  let at = 0;
  const inputs = json.inputs.map((input: unknown, place) => {
    const size = sizeOf(input, place, problems);
    if (size === undefined || !isJsonObject(input)) return input;
    const data = new BinaryData(tail.subarray(at, at + size));
    at += size;
    return { ...input, data };
  });
  if (at !== tail.length)
    problems.add(`the sizes of binary inputs must add up to ${tail.length} bytes after the JSON, got ${at}`);
  problems.throwIfAny();
  return { ...json, inputs };
}

/** Undefined for an input with its data in the JSON. */
function sizeOf(input: unknown, place: number, problems: Problems): number | undefined {
  if (!isJsonObject(input) || !isJsonObject(input.parameters)) return undefined;
  const size = input.parameters.binary_data_size;
  if (size === undefined) return undefined;
  if (input.data !== undefined) problems.add(`inputs[${place}] must have data or binary_data_size, got both`);
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  problems.add(`binary_data_size of inputs[${place}] must be a number of bytes, got ${kindOf(size)}`);
  return undefined;
}

/** Numbers are one row each; text is one row, without its length. */
function rawColumn({ name, datatype }: ModelInput, tail: Uint8Array) {
  const isText = datatype === 'BYTES';
  const shape = [isText ? 1 : Math.floor(tail.length / wordBytes)];
  return { name, datatype, shape, data: new BinaryData(isText ? prefixed(tail) : tail) };
}

function prefixed(text: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(text.length);
  return Buffer.concat([prefix, text]);
}
