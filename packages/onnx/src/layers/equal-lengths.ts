/**
 * Lengths that have different names in the graph, and are equal whenever the model runs: tfjs joins such branches, and
 * fails where they differ. The graph would not join them, since nothing but the model says that they are equal.
 */

import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { type Dimension, sameShape } from '../graph/shape.js';

/**
 * Values of one rank, the names in them replaced by what the others have on the same axis. With `exceptAxis` they are to
 * be joined along that axis, on which they may differ, and a length of 1 is one like any other; else it broadcasts.
 */
export function withEqualLengths(
  builder: GraphBuilder,
  values: readonly Value[],
  { exceptAxis }: { readonly exceptAxis?: number } = {},
): readonly Value[] {
  return values.map((value) => {
    const shape = value.shape.map((dimension, axis) =>
      typeof dimension === 'number' || axis === exceptAxis
        ? dimension
        : commonLength(
            values.map((other) => other.shape[axis] ?? 1),
            exceptAxis === undefined,
          ),
    );
    return sameShape(shape, value.shape) ? value : builder.assume(value, shape);
  });
}

/** A number, unless it broadcasts; else the first name. */
function commonLength(dimensions: readonly Dimension[], isBroadcast: boolean): Dimension {
  const known = dimensions.find(
    (dimension) => typeof dimension === 'number' && !(isBroadcast && dimension === 1),
  );
  return known ?? dimensions.find((dimension) => typeof dimension === 'string') ?? 1;
}
