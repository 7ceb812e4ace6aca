/**
 * Tensors of any datatype and shape as a batch for the worker, and back: for models of which nothing is known but their
 * graph. Numbers stay the bytes that they came as, little-endian and row-major, each tensor from a multiple of 8 on;
 * text goes into the table of strings, in order.
 */

import type { datatypes } from '../protocols/open-inference/datatypes.js';
import { bufferOf, type PackedBatch } from './batch-codec.js';

/** Those of the protocol that onnxruntime takes in Node.js. */
export type TensorDatatype = Exclude<keyof typeof datatypes, 'BF16'>;

/** A tensor without its values. */
export interface TensorHead {
  readonly name: string;
  readonly datatype: TensorDatatype;
  readonly shape: readonly number[];
}

export interface NamedTensor extends TensorHead {
  /** The bytes of numbers; BYTES are texts. */
  readonly data: Uint8Array | readonly string[];
}

/** A batch that says itself what is in it. */
export interface TensorBatch extends PackedBatch {
  readonly tensors: readonly TensorHead[];
}

export const elementBytes = {
  ...{ BOOL: 1, UINT8: 1, UINT16: 2, UINT32: 4, UINT64: 8, INT8: 1, INT16: 2, INT32: 4, INT64: 8 },
  ...{ FP16: 2, FP32: 4, FP64: 8, BYTES: 0 },
} as const satisfies Record<TensorDatatype, number>;

/** Each tensor's bytes begin at a multiple of it. */
export const alignment = 8;

/** How many values a tensor of that shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

export function packNamedTensors(tensors: readonly NamedTensor[], rows: number): TensorBatch {
  const offsets: number[] = [];
  let length = 0;
  for (const { data } of tensors) {
    offsets.push(length);
    if (data instanceof Uint8Array) length += Math.ceil(data.length / alignment) * alignment;
  }
  const buffer = new ArrayBuffer(length);
  const bytes = new Uint8Array(buffer);
  const strings: string[] = [];
  tensors.forEach(({ data }, i) => {
    if (data instanceof Uint8Array) bytes.set(data, offsets[i]);
    else for (const text of data) strings.push(text);
  });
  const heads = tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }));
  return { rows, buffer, strings, tensors: heads };
}

/** Numbers are views on the batch's buffer. */
export function unpackNamedTensors(batch: TensorBatch): readonly NamedTensor[] {
  const { strings, tensors } = batch;
  const buffer = bufferOf(batch);
  let at = 0;
  let text = 0;
  return tensors.map((head): NamedTensor => {
    const size = sizeOf(head.shape);
    if (head.datatype === 'BYTES') {
      text += size;
      return { ...head, data: strings.slice(text - size, text) };
    }
    const length = size * elementBytes[head.datatype];
    const data = new Uint8Array(buffer, at, length);
    at += Math.ceil(length / alignment) * alignment;
    return { ...head, data };
  });
}
