/**
 * Tensors as bytes (Triton's extension_binary_data.md): little-endian, row-major, without padding; each BYTES element
 * after its length as a 32-bit number. Numbers are viewed where they lie aligned, and copied once where not. All
 * platforms that onnxruntime-node is built for are little-endian.
 */

import type { TensorData, TensorLayout } from '../../engine/tensor-layout.js';
import type { ModelInput } from '../../host/model-contract.js';

/** The bytes of one input, in place of its `data`. */
export class BinaryData {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Which rows of a tensor. */
export interface RowRange {
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * The values of an input: INT64 as numbers, and as big integers where numbers would round them; NaN, which is how
 * FP64 says missing, as null where the column may be missing.
 * @returns What is wrong when the bytes are not whole values.
 */
export function decodeTensor(input: ModelInput, { bytes }: BinaryData): readonly unknown[] | string {
  if (input.datatype === 'BYTES') return decodeTexts(bytes);
  if (bytes.length % wordBytes > 0) return `must have ${wordBytes} bytes a value, got ${bytes.length} bytes`;
  const { buffer, byteOffset, length } = aligned(bytes);
  if (input.datatype === 'FP64') {
    const missing = input.nullable ? null : Number.NaN;
    const values = new Float64Array(buffer, byteOffset, length / wordBytes);
    return Array.from(values, (value) => (Number.isNaN(value) ? missing : value));
  }
  return Array.from(new BigInt64Array(buffer, byteOffset, length / wordBytes), exactNumber);
}

/** A whole number that only bytes hold exactly. */
export function isBigInteger({ datatype }: ModelInput, value: unknown): value is bigint {
  return datatype === 'INT64' && typeof value === 'bigint';
}

/** The bytes of some rows of an output. Numbers are a view on `data`. */
export function encodeTensor({ width }: TensorLayout, data: TensorData, range: RowRange): Uint8Array {
  const start = range.firstRow * width;
  const end = start + range.rows * width;
  if (!ArrayBuffer.isView(data)) return encodeTexts(data.slice(start, end));
  const values = data.subarray(start, end);
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** BYTES elements, each after its length. */
export function encodeTexts(texts: readonly string[]): Uint8Array {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.alloc(lengths.reduce((sum, length) => sum + prefixBytes + length, 0));
  let at = 0;
  texts.forEach((text, i) => {
    at = bytes.writeUInt32LE(lengths[i] ?? 0, at);
    at += bytes.write(text, at);
  });
  return bytes;
}

/** Bytes of an INT64 or FP64 value. */
export const wordBytes = 8;
const prefixBytes = 4;

/** A view may only start at a multiple of its element's size. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % wordBytes === 0 ? bytes : new Uint8Array(bytes);
}

function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Elements, each after its length. @returns What is wrong when they are not whole, or no text. */
export function decodeTexts(bytes: Uint8Array): readonly string[] | string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + prefixBytes;
    const end = start <= bytes.length ? start + view.getUint32(at, true) : start;
    if (end > bytes.length)
      return `must have whole elements, got bytes that end within element ${texts.length}`;
    try {
      texts.push(decoder.decode(bytes.subarray(start, end)));
    } catch {
      return `must have text in UTF-8, got other bytes in element ${texts.length}`;
    }
    at = end;
  }
  return texts;
}
