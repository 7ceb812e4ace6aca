/**
 * The Benjamini-Hochberg step-up procedure: of the tests called significant, at most the share `q` is false in
 * expectation; when nothing drifted at all, the chance of any alarm is at most `q`.
 * Source: Benjamini & Hochberg 1995; adjusted values as scipy.stats.false_discovery_control gives them. Holds for
 * independent and positively dependent tests; leaves out Benjamini-Yekutieli, which holds for any.
 */

export interface FalseDiscoveryControl {
  /** In the order given; significant where at most `q`. */
  readonly adjustedPValues: readonly number[];
  /** The same decision on raw p-values: significant where at most this. */
  readonly threshold: number;
}

/** Adjusts p-values for how many they are. With none, the threshold is `q`. */
export function benjaminiHochberg(pValues: readonly number[], q: number): FalseDiscoveryControl {
  const count = pValues.length;
  const descending = pValues.map((pValue, i) => ({ pValue, i })).sort((a, b) => b.pValue - a.pValue);
  const adjustedPValues = new Array<number>(count).fill(1);
  let smallest = 1;
  let significant = 0;
  descending.forEach(({ pValue, i }, position) => {
    const rank = count - position;
    smallest = Math.min(smallest, (pValue * count) / rank);
    adjustedPValues[i] = smallest;
    if (smallest <= q) significant = Math.max(significant, rank);
  });
  return { adjustedPValues, threshold: (q * Math.max(1, significant)) / Math.max(1, count) };
}
