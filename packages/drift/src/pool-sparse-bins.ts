/**
 * Pools bins until each is expected to hold five rows in the smaller sample: below that the χ² law is wrong in the
 * tail that a false-discovery cut looks at. Only the sum of both samples decides what is pooled. Deciding by the
 * reference's counts would favour bins that the reference holds by luck, and find that luck again as drift.
 * Source: Cochran 1954 (the rule of five).
 */

import { sum } from './sum.js';

/** The same bins in both samples. */
export interface BinCounts {
  readonly reference: readonly number[];
  readonly window: readonly number[];
}

const leastExpected = 5;

/** Pools bins with their right neighbour, for bins with an order; a sparse rest joins the last bin. */
export function poolAdjacentBins(bins: BinCounts): BinCounts {
  const isEnough = enoughRows(bins);
  const groups: number[][] = [];
  let open: number[] = [];
  bins.reference.forEach((_, i) => {
    open.push(i);
    if (isEnough(open)) {
      groups.push(open);
      open = [];
    }
  });
  const last = groups.at(-1);
  if (last) last.push(...open);
  return gather(bins, last ? groups : [open]);
}

/** Pools sparse bins with the last one ('other'), for bins without an order; if that is still sparse, with the smallest bin. */
export function poolRareBins(bins: BinCounts): BinCounts {
  const isEnough = enoughRows(bins);
  const lastBin = bins.reference.length - 1;
  const indices = bins.reference.map((_, i) => i);
  const kept = indices.filter((i) => i !== lastBin && isEnough([i]));
  const rest = indices.filter((i) => !kept.includes(i));
  const groups = kept.map((i) => [i]);
  if (isEnough(rest) || groups.length === 0) return gather(bins, [...groups, rest]);
  const rowsIn = (group: readonly number[]) =>
    sum(group.map((i) => (bins.reference[i] ?? 0) + (bins.window[i] ?? 0)));
  const smallest = groups.reduce((least, group) => (rowsIn(group) < rowsIn(least) ? group : least));
  smallest.push(...rest);
  return gather(bins, groups);
}

/** Whether the bins together are expected to hold enough rows in the smaller sample. */
function enoughRows({ reference, window }: BinCounts): (indices: readonly number[]) => boolean {
  const n = sum(reference);
  const m = sum(window);
  const smallerShare = Math.min(n, m) / (n + m);
  return (indices) =>
    sum(indices.map((i) => (reference[i] ?? 0) + (window[i] ?? 0))) * smallerShare >= leastExpected;
}

function gather(bins: BinCounts, groups: readonly (readonly number[])[]): BinCounts {
  const collect = (counts: readonly number[]) => groups.map((group) => sum(group.map((i) => counts[i] ?? 0)));
  return { reference: collect(bins.reference), window: collect(bins.window) };
}
