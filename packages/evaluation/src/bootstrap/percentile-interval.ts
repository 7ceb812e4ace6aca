/** The percentile interval of bootstrap estimates (Efron & Tibshirani 1993, § 13.3). No bias correction (BCa). */

import type { Interval } from '@waymark/contracts';

/** The middle `level` of `estimates`, around a `value` from the original rows, which may lie outside of it. */
export function percentileInterval(value: number, estimates: Float64Array, level: number): Interval {
  const sorted = estimates.toSorted();
  const tail = (1 - level) / 2;
  return { value, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Linear between order statistics, numpy's default (type 7 of Hyndman & Fan 1996). NaN for no values. */
function quantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const lower = sorted[below] ?? Number.NaN;
  const upper = sorted[below + 1] ?? lower;
  return lower + (upper - lower) * (position - below);
}
