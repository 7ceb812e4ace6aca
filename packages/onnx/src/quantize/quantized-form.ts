/** What an op with an 8-bit form looks like to the pass. */

import type { Initializer, Node, Value } from '../graph/graph.js';
import type { Int8Writer } from './int8-writer.js';

/** The constant behind a value; undefined when it is none. */
export type ConstantOf = (value: Value | undefined) => Initializer | undefined;

export interface QuantizedForm {
  /** Which of the op's inputs are its weights. */
  readonly weights: readonly number[];
  /** Why this node stays as it is; undefined when it need not. Its weights are constants. */
  refuse(node: Node, constantOf: ConstantOf): string | undefined;
  /** Writes what gives the same as `node`, under the same names. */
  write(node: Node, writer: Int8Writer): void;
}

/** The weight at `index`, which the pass has found to be a float32 constant. */
export function weightOf(node: Node, index: number, constantOf: ConstantOf): FloatWeight {
  const initializer = constantOf(node.inputs[index]);
  if (initializer === undefined || !(initializer.data instanceof Float32Array))
    throw new TypeError(`input ${index} of ${node.name} must be a float32 constant`);
  return { ...initializer, data: initializer.data, shape: initializer.shape.map(Number) };
}

export interface FloatWeight extends Initializer {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The value at `index`, which the op cannot be without. */
export function inputOf(node: Node, index: number): Value {
  const value = node.inputs[index];
  if (value === undefined) throw new TypeError(`${node.name} must have input ${index}`);
  return value;
}

/** Products of uint8 and a weight of up to 64 that an int32 holds the sum of. */
const longestSum = Math.floor((2 ** 31 - 1) / (255 * 64));

/** Why a sum of `length` products is too long for int32; undefined when it is not. */
export function refuseSum(length: number): string | undefined {
  return length > longestSum ? `it sums up ${length} products; int32 holds ${longestSum}` : undefined;
}
