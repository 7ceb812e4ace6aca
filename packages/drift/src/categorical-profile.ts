/**
 * The frozen profile of a category or text column: counts of the most frequent values, the rest as one number, and
 * which values were seen at all. A fixed number of values is kept, never those above a count: the latter would
 * keep the values that the reference holds by luck.
 */

import type { CategoricalProfile, TextColumn } from '@waymark/contracts';
import { sum } from './sum.js';

/** Profiles a column with the empty string for missing. */
export function categoricalProfile(
  name: string,
  column: TextColumn,
  topCategories: number,
): CategoricalProfile {
  const counts = countValues(column);
  const ranked = [...counts].map(([value, count]) => ({ value, count })).sort(byFrequency);
  const present = sum(ranked.map(({ count }) => count));
  const categories = ranked.slice(0, topCategories);
  return {
    kind: 'categorical',
    name,
    rows: column.length,
    missing: column.length - present,
    categories,
    other: present - sum(categories.map(({ count }) => count)),
    seen: [...counts.keys()].sort(),
  };
}

/** How often each value occurs, missing ones left out. */
export function countValues(column: TextColumn): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of column) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** Most frequent first, ties in code-unit order. */
export function byFrequency(a: ValueCount, b: ValueCount): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}
