/**
 * A tensor of any datatype and shape under its name, as the Open Inference Protocol has it: what is scored for models of
 * which nothing is known but their graph.
 */

import type { datatypes } from '../protocols/open-inference/datatypes.js';

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

/** Bytes of one value; texts have no fixed length. */
export const elementBytes = {
  ...{ BOOL: 1, UINT8: 1, UINT16: 2, UINT32: 4, UINT64: 8, INT8: 1, INT16: 2, INT32: 4, INT64: 8 },
  ...{ FP16: 2, FP32: 4, FP64: 8, BYTES: 0 },
} as const satisfies Record<TensorDatatype, number>;

/** How many values a tensor of that shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}
