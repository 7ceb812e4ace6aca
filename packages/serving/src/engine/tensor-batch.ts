/**
 * Named tensors as a batch for the worker, and back. Numbers stay the bytes that they came as, little-endian and row-major,
 * each tensor from a multiple of 8 on; text goes into the table of strings, in order.
 */

import { bufferOf, type PackedBatch } from './batch-codec.js';
import { elementBytes, type NamedTensor, sizeOf, type TensorHead } from './named-tensor.js';

/** A batch that says itself what is in it. */
export interface TensorBatch extends PackedBatch {
  readonly tensors: readonly TensorHead[];
}

/** Each tensor's bytes begin at a multiple of it. */
export const alignment = 8;

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
