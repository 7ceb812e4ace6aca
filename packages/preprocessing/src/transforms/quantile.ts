/**
 * Quantiles of numbers, by the two definitions that scikit-learn's transformers use (Hyndman and Fan, 'Sample quantiles
 * in statistical packages', 1996): type 7, NumPy's default, and type 2, which is a value of the sample or the mean of two.
 */

import type { NumberColumn } from '@waymark/contracts';

/** Type 7: interpolates between the two nearest values. `sorted` is ascending and not empty; `share` is 0 to 1. */
export function linearQuantile(sorted: NumberColumn, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** Type 2, NumPy's `averaged_inverted_cdf`: steps, and the mean of two values where a step lies exactly on `share`. */
export function steppedQuantile(sorted: NumberColumn, share: number): number {
  const position = share * sorted.length;
  const last = sorted.length - 1;
  const next = sorted[Math.min(Math.floor(position), last)] ?? Number.NaN;
  if (!Number.isInteger(position)) return next;
  return ((sorted[Math.max(position - 1, 0)] ?? Number.NaN) + next) / 2;
}
