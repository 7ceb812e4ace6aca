/**
 * Elements of constants in another order: the offsets that strides give for a shape, as numpy's views have them.
 * A transposition permutes strides, a slice scales them, broadcasting makes them 0.
 */

import type { TensorData } from '../graph/data-type.js';

/** How far apart neighbours on each axis lie, row-major. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/** For each element of `shape`, in row-major order, where it lies. */
export function offsetsOf(shape: readonly number[], strides: readonly number[], first = 0): Uint32Array {
  const offsets = new Uint32Array(shape.reduce((total, length) => total * length, 1));
  const position = shape.map(() => 0);
  let offset = first;
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      const stride = strides[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      position[axis] = next === length ? 0 : next;
      offset += next === length ? stride * (1 - length) : stride;
      if (next < length) break;
    }
  }
  return offsets;
}

/** `count` elements from each offset on, one run behind the other. */
export function pickRuns(data: TensorData, offsets: Uint32Array, count = 1): TensorData {
  const length = offsets.length * count;
  if (data instanceof Float32Array) return copyRuns(new Float32Array(length), data, { offsets, count });
  if (data instanceof Float64Array) return copyRuns(new Float64Array(length), data, { offsets, count });
  if (data instanceof Int32Array) return copyRuns(new Int32Array(length), data, { offsets, count });
  if (data instanceof BigInt64Array) return copyRuns(new BigInt64Array(length), data, { offsets, count });
  if (data instanceof Int8Array) return copyRuns(new Int8Array(length), data, { offsets, count });
  if (data instanceof Uint8Array) return copyRuns(new Uint8Array(length), data, { offsets, count });
  if (data instanceof Uint16Array) return copyRuns(new Uint16Array(length), data, { offsets, count });
  return copyRuns<string, string[]>(new Array(length), data, { offsets, count });
}

/** Axis i of the result is axis `perm[i]` of the data; the data themselves where no element moves. */
export function transposeData(
  data: TensorData,
  shape: readonly number[],
  perm: readonly number[],
): TensorData {
  const moving = perm.filter((axis) => shape[axis] !== 1);
  if (moving.every((axis, i) => i === 0 || axis > (moving[i - 1] ?? 0))) return data;
  // Axes that stay last go together: the rows of a kernel are copied, not their elements.
  const outer = perm.findLastIndex((axis, i) => axis !== i) + 1;
  const strides = stridesOf(shape);
  const offsets = offsetsOf(
    perm.slice(0, outer).map((axis) => shape[axis] ?? 1),
    perm.slice(0, outer).map((axis) => strides[axis] ?? 1),
  );
  return pickRuns(data, offsets, strides[outer - 1]);
}

/** Strides by which the data of `shape` are read as if they had the shape `wide`, which they broadcast to. */
export function broadcastStrides(shape: readonly number[], wide: readonly number[]): readonly number[] {
  const strides = stridesOf(shape);
  const missing = wide.length - shape.length;
  return wide.map((_, axis) => (shape[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0)));
}

function copyRuns<T, Target extends { [index: number]: T }>(
  target: Target,
  source: ArrayLike<T>,
  { offsets, count }: { readonly offsets: Uint32Array; readonly count: number },
): Target {
  let to = 0;
  for (const offset of offsets)
    for (let from = offset; from < offset + count; from++) {
      const element = source[from];
      if (element === undefined) throw new RangeError(`there must be an element at ${from}`);
      target[to++] = element;
    }
  return target;
}
