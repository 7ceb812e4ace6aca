/**
 * Tensors as typed fields (`InferTensorContents`): each datatype has the field that the protocol names for it, and
 * values in any other are refused, never coerced. FP16 and BF16 have none.
 */

import type { TensorData, TensorLayout } from '../engine/tensor-layout.js';
import type { ModelInput } from '../host/model-contract.js';
import type { RowRange } from '../protocols/open-inference/binary-tensor.js';
import type { datatypes } from '../protocols/open-inference/datatypes.js';
import type { InputTensor, Int64, OutputTensor, TensorContents } from './messages.js';

type Field = keyof TensorContents;

const fields = {
  BOOL: 'bool_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
} as const satisfies Readonly<Partial<Record<keyof typeof datatypes, Field>>>;

/** The fields that have values. */
export function filledFields(contents: TensorContents | null): readonly Field[] {
  if (contents === null) return [];
  return [...new Set(Object.values(fields))].filter((field) => contents[field].length > 0);
}

/**
 * The values of an input: INT64 as numbers, and as big integers where numbers would round them; NaN, which is how
 * FP64 says missing, as null where the column may be missing.
 * @param input What the model takes under this name, if anything.
 * @returns What is wrong when they are in another field than their datatype's, or are no text.
 */
export function decodeContents(
  { datatype, contents }: InputTensor,
  input: ModelInput | undefined,
): readonly unknown[] | string {
  const field = fieldOf(datatype);
  if (contents === null || field === undefined) return [];
  const others = filledFields(contents).filter((filled) => filled !== field);
  if (others.length > 0) return `must have its values in ${field}, got ${others.join(' and ')}`;
  if (field === 'int64_contents' || field === 'uint64_contents') return contents[field].map(exactInteger);
  if (field === 'bytes_contents') return decodeTexts(contents.bytes_contents);
  if (field !== 'fp64_contents' || input?.nullable !== true) return contents[field];
  return contents.fp64_contents.map((value) => (Number.isNaN(value) ? null : value));
}

/** Some rows of an output. */
export function encodeContents(
  { datatype, width }: TensorLayout,
  data: TensorData,
  { firstRow, rows }: RowRange,
): NonNullable<OutputTensor['contents']> {
  const values: unknown[] = [];
  for (let i = firstRow * width; i < (firstRow + rows) * width; i++) values.push(wireValue(data[i]));
  return { [fields[datatype]]: values };
}

/** Values of any datatype that has a field. */
export function typedContents(
  datatype: string,
  values: readonly (TensorData[number] | boolean)[],
): NonNullable<OutputTensor['contents']> {
  const field = fieldOf(datatype);
  return field === undefined ? {} : { [field]: values.map(wireValue) };
}

/** A number where it is exact, a big integer where it is not. */
export function exactInteger({ low, high, unsigned }: Int64): number | bigint {
  const upper = unsigned ? high >>> 0 : high;
  const lower = low >>> 0;
  const number = upper * 2 ** 32 + lower;
  return Number.isSafeInteger(number) ? number : (BigInt(upper) << 32n) | BigInt(lower);
}

function fieldOf(datatype: string): Field | undefined {
  const byName: Readonly<Partial<Record<string, Field>>> = fields;
  return Object.hasOwn(fields, datatype) ? byName[datatype] : undefined;
}

function decodeTexts(elements: readonly Uint8Array[]): readonly string[] | string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  for (const element of elements) {
    try {
      texts.push(decoder.decode(element));
    } catch {
      return `must have text in UTF-8, got other bytes in element ${texts.length}`;
    }
  }
  return texts;
}

/** protobuf.js takes 64-bit numbers as text, and text as bytes only. */
function wireValue(value: TensorData[number] | boolean | undefined): unknown {
  if (typeof value === 'string') return Buffer.from(value);
  return typeof value === 'bigint' ? String(value) : value;
}
