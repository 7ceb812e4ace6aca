/** For tests: one op on constants, and what the specification says comes out. */

import type { TensorData } from '../graph/data-type.js';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Shape } from '../graph/shape.js';

export interface OpCase {
  readonly build: (builder: GraphBuilder) => Value;
  readonly data: TensorData | readonly boolean[];
  readonly shape: Shape;
}

export const float32 = (builder: GraphBuilder, shape: readonly number[], ...data: readonly number[]): Value =>
  builder.constant('float32', shape, Float32Array.from(data));
export const texts = (builder: GraphBuilder, ...data: readonly string[]): Value =>
  builder.constant('string', [data.length], data);
export const integers = (
  builder: GraphBuilder,
  shape: readonly number[],
  ...data: readonly bigint[]
): Value => builder.constant('int64', shape, BigInt64Array.from(data));
