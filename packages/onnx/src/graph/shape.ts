/**
 * Shapes: a dimension is a number, or a name for one that is known only when the graph runs (ONNX's dim_param).
 * Broadcasting follows onnx/docs/Broadcasting.md; two different names never match, since nothing says that they are equal.
 */

export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** `[N, 3]`, as error messages show it. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The product of the dimensions; undefined when a name is among them. A scalar has one element. */
export function elementCount(shape: Shape): number | undefined {
  let count = 1;
  for (const dimension of shape) {
    if (typeof dimension === 'string') return undefined;
    count *= dimension;
  }
  return count;
}

/** Whether both shapes are the same, names included. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** The shape of an element-wise result; undefined when the shapes cannot be broadcast to each other. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const dimension = broadcastDimension(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1);
    if (dimension === undefined) return undefined;
    result.push(dimension);
  }
  return result;
}

/** The axis counted from the front; undefined when the rank has no such axis. */
export function resolveAxis(axis: number, rank: number): number | undefined {
  const resolved = axis < 0 ? axis + rank : axis;
  return Number.isInteger(axis) && resolved >= 0 && resolved < rank ? resolved : undefined;
}

function broadcastDimension(a: Dimension, b: Dimension): Dimension | undefined {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  // A name beside a number other than 1: legal only where both turn out equal, or the named one to be 1.
  if (typeof a === 'number' && typeof b === 'string') return a;
  if (typeof a === 'string' && typeof b === 'number') return b;
  return undefined;
}
