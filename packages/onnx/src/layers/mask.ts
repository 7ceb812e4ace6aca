/** A mask: which steps of a sequence count. Masking and Embedding make them, joins put them together. */

import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';

/** Appends the mask, float32 [N, T] or of any rank, 1 where a step counts; called only where a layer reads it. */
export type Mask = () => Value;

/** float32: 1 where the values differ, 0 where they are equal. */
export function appendNotEqual(builder: GraphBuilder, a: Value, b: Value): Value {
  const isEqual = builder.add('Cast', [builder.add('Equal', [a, b])], { to: 'float32' });
  return builder.add('Sub', [builder.constant('float32', [], Float32Array.of(1)), isEqual]);
}
