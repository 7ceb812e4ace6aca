/**
 * Pearson's chi-square test that two samples come from the same distribution over K classes.
 * Both samples' errors count. The one-sample form, which takes the reference's shares for the truth, raises false
 * alarms in half of the windows at K = 10 and equal sizes.
 * Source: Pearson 1900; scipy.stats.chi2_contingency(correction=False). No Yates correction; sparse classes are the
 * caller's to pool.
 */

import { chiSquareSurvival } from './chi-square-distribution.js';
import { sum } from './sum.js';

export interface TwoSampleTest {
  readonly statistic: number;
  /** K - 1, over the classes that hold at least one row. */
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Tests `reference` against `window`, counts over the same classes.
 *
 * @returns null when there is nothing to test: an empty sample, or fewer than two classes with rows.
 */
export function twoSampleChiSquareTest(
  reference: readonly number[],
  window: readonly number[],
): TwoSampleTest | null {
  const n = sum(reference);
  const m = sum(window);
  const terms = reference.flatMap((count, i) => {
    const other = window[i] ?? 0;
    const pooled = (count + other) / (n + m);
    return pooled > 0 ? [(count / n - other / m) ** 2 / pooled] : [];
  });
  if (n === 0 || m === 0 || terms.length < 2) return null;
  const statistic = sum(terms) / (1 / n + 1 / m);
  const degreesOfFreedom = terms.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}
