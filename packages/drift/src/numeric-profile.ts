/**
 * The frozen profile of a numeric column: bins of about equal mass in the reference, their counts, and the range.
 * Edges are values of the reference (the inverted-cdf quantile), so ties never straddle one. A column with few
 * distinct values gets a bin for each; a value that alone outweighs a bin gets its own.
 */

import type { NumberColumn, NumericProfile } from '@waymark/contracts';

/** Profiles a column with NaN for missing; its values are finite. */
export function numericProfile(name: string, column: NumberColumn, bins: number): NumericProfile {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const edges = innerEdges(sorted, bins);
  return {
    kind: 'numeric',
    name,
    rows: column.length,
    missing: column.length - sorted.length,
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    edges: [...edges],
    counts: [...numericBinCounts(sorted, edges)],
  };
}

/** Rows in each bin `edges[i-1] < x <= edges[i]`; NaN is in none, an infinity in the first or the last. */
export function numericBinCounts(column: NumberColumn, edges: readonly number[]): readonly number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    const bin = edgesBelow(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** How many edges are less than the value, by bisection. */
function edgesBelow(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ascending and distinct; the maximum is left out, since no row lies above it. */
function innerEdges(sorted: NumberColumn, bins: number): readonly number[] {
  const runs = runsOf(sorted);
  if (runs.length <= bins) return runs.slice(0, -1).map((run) => run.value);
  const edges = new Set<number>();
  runs.slice(0, -1).forEach(({ value, count, end }, i) => {
    const reachesQuantile =
      Math.floor((end * bins) / sorted.length) > Math.floor(((end - count) * bins) / sorted.length);
    if (reachesQuantile) edges.add(value);
    const next = runs[i + 1];
    if (next && next.count > sorted.length / bins) edges.add(value);
  });
  return [...edges];
}

/** The distinct values in order, with their counts and the number of rows up to and with them. */
function runsOf(sorted: NumberColumn) {
  const runs: { value: number; count: number; end: number }[] = [];
  sorted.forEach((value, i) => {
    const last = runs.at(-1);
    if (last && last.value === value) {
      last.count += 1;
      last.end = i + 1;
    } else runs.push({ value, count: 1, end: i + 1 });
  });
  return runs;
}
