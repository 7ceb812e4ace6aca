/**
 * Do two implementations of a model agree? The check behind every export: the largest absolute difference between
 * two outputs. It fails closed: NaN on one side only, infinities that differ and an empty comparison never pass.
 */

import { lengthsDiffer } from './errors.js';

export interface ParityReport {
  /** Values compared; with one probability a row, the rows. */
  readonly rows: number;
  readonly maxAbsDifference: number;
  readonly tolerance: number;
  readonly passed: boolean;
}

/**
 * The largest |a - b|, 0 for empty arrays. Equal infinities and NaN on both sides agree; NaN on one side is Infinity.
 *
 * @throws ONNX_PARITY_LENGTHS
 * @example
 * maxAbsDifference([1, 2], [1, 2.5]); // => 0.5
 */
export function maxAbsDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw lengthsDiffer(a.length, b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, difference(a[i], b[i]));
  return largest;
}

/**
 * Whether `actual` is within `tolerance` of `expected`, absolutely; false when there is nothing to compare.
 *
 * @throws ONNX_PARITY_LENGTHS
 */
export function checkParity(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  tolerance: number,
): ParityReport {
  const largest = maxAbsDifference(expected, actual);
  const rows = expected.length;
  return { rows, maxAbsDifference: largest, tolerance, passed: rows > 0 && largest <= tolerance };
}

function difference(a = Number.NaN, b = Number.NaN): number {
  if (Object.is(a, b)) return 0;
  const distance = Math.abs(a - b);
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}
