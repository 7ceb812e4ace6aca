/** Indices as columns: the op that every encoder with one column a category ends in. */

import type { GraphBuilder, Value } from '@waymark/onnx';

/** int64 [N] → float32 [N, width]; an index from `width` on is a row of zeros. */
export function emitOneHot(builder: GraphBuilder, index: Value, width: number): Value {
  return builder.add('OneHotEncoder', [index], {
    cats_int64s: Array.from({ length: width }, (_, column) => column),
    zeros: 1,
  });
}
