/**
 * The values of a tensor as JSON and gRPC have them, to its bytes and back. Nothing is coerced: a value is of its
 * datatype's kind and range, or is told to be wrong. FP16 is taken as bytes only, and told as numbers.
 */

import type { NamedTensor, TensorDatatype } from '../engine/named-tensor.js';
import { sizeOf } from '../engine/named-tensor.js';
import { halfToNumber } from './half-float.js';

type NumberArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

type NumberDatatype = Exclude<TensorDatatype, 'BOOL' | 'INT64' | 'UINT64' | 'FP16' | 'BYTES'>;

const arrays = {
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const satisfies Record<NumberDatatype, new (size: number) => NumberArray>;

export interface EncodeOptions {
  /** Whether an infinity is one: JSON has none, and gives one for a number that is too large. Default false. */
  readonly hasInfinities?: boolean;
}

/** The data of a tensor; text says what is wrong. @param values Flat, row-major, as many as the shape has. */
export function encodeValues(
  datatype: TensorDatatype,
  values: readonly unknown[],
  { hasInfinities = false }: EncodeOptions = {},
): NamedTensor['data'] | string {
  if (datatype === 'BYTES') return encodeTexts(values);
  if (datatype === 'FP16') return 'must come as bytes (binary_data_size): JSON has no FP16';
  if (datatype === 'BOOL') return encodeBooleans(values);
  if (datatype === 'INT64' || datatype === 'UINT64') return encodeBigIntegers(datatype, values);
  return encodeNumbers(datatype, values, hasInfinities);
}

function encodeTexts(values: readonly unknown[]): readonly string[] | string {
  // onnxruntime ends a text there, and would score another than was sent.
  const at = values.findIndex((value) => typeof value !== 'string' || value.includes('\0'));
  // Every one is text then.
  return at < 0 ? (values as readonly string[]) : wrong(at, 'text without the character U+0000');
}

function encodeBooleans(values: readonly unknown[]): Uint8Array | string {
  const at = values.findIndex((value) => typeof value !== 'boolean');
  return at < 0 ? Uint8Array.from(values, (value) => (value === true ? 1 : 0)) : wrong(at, 'true or false');
}

function encodeNumbers(
  datatype: NumberDatatype,
  values: readonly unknown[],
  hasInfinities: boolean,
): Uint8Array | string {
  const bytes = Buffer.allocUnsafe(values.length * arrays[datatype].BYTES_PER_ELEMENT);
  const array: NumberArray = new arrays[datatype](bytes.buffer, bytes.byteOffset, values.length);
  const isInteger = datatype !== 'FP32' && datatype !== 'FP64';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number') return wrong(i, 'a number');
    array[i] = value;
    // What an integer array holds is what was given, or it was out of range or no integer.
    if (isInteger && array[i] !== value) return wrong(i, `a whole number that ${datatype} holds`);
    if (Number.isFinite(array[i]) || Number.isNaN(value)) continue;
    if (!hasInfinities || Number.isFinite(value)) return wrong(i, `a finite number that ${datatype} holds`);
  }
  return bytes;
}

const ranges = {
  INT64: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
  UINT64: { least: 0n, most: 2n ** 64n - 1n },
} as const;

function encodeBigIntegers(datatype: 'INT64' | 'UINT64', values: readonly unknown[]): Uint8Array | string {
  const array = new BigInt64Array(values.length);
  const { least, most } = ranges[datatype];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const isExact = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
    if (!isExact) return wrong(i, 'a whole number of at most 2^53 − 1; larger ones come as bytes');
    const integer = BigInt(value);
    if (integer < least || integer > most) return wrong(i, `a whole number that ${datatype} holds`);
    array[i] = BigInt.asIntN(64, integer);
  }
  return new Uint8Array(array.buffer);
}

function wrong(at: number, wanted: string): string {
  return `must have ${wanted} at value ${at}, got something else`;
}

export type TensorValue = string | number | boolean | bigint;

/** The values, flat: 64-bit integers as bigint. */
export function valuesOf({ datatype, shape, data }: NamedTensor): ArrayLike<TensorValue> {
  if (!(data instanceof Uint8Array)) return data;
  const { buffer, byteOffset } = aligned(data);
  const size = sizeOf(shape);
  if (datatype === 'BOOL') return Array.from(data, (value) => value !== 0);
  if (datatype === 'INT64') return new BigInt64Array(buffer, byteOffset, size);
  if (datatype === 'UINT64') return new BigUint64Array(buffer, byteOffset, size);
  if (datatype === 'FP16') return Array.from(new Uint16Array(buffer, byteOffset, size), halfToNumber);
  if (datatype === 'BYTES') return [];
  const array: new (buffer: ArrayBufferLike, offset: number, size: number) => NumberArray = arrays[datatype];
  return new array(buffer, byteOffset, size);
}

/** A view may only start at a multiple of its element's size. */
function aligned(data: Uint8Array): Uint8Array {
  return data.byteOffset % 8 === 0 ? data : Uint8Array.from(data);
}

/** JSON has no NaN and no infinity, and `JSON.stringify` no big integers and no negative zero. */
export function renderValue(value: TensorValue | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0.0';
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}
