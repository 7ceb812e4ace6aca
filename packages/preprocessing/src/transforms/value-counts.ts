/** Counts of the values of a column, and the most frequent one; ties go to the smallest, as in scikit-learn. */

/** How often each text that is not missing occurs, in code-unit order. */
export function countTexts(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = count(values.filter((value) => value !== ''));
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How often each number occurs, in ascending order. The values hold no NaN. */
export function countNumbers(values: Iterable<number>): ReadonlyMap<number, number> {
  return new Map([...count(values)].sort(([a], [b]) => a - b));
}

/** The first of the most frequent values; undefined when there are none. */
export function mostFrequent<T>(counts: ReadonlyMap<T, number>): T | undefined {
  let best: { readonly value: T; readonly count: number } | undefined;
  for (const [value, count] of counts) if (best === undefined || count > best.count) best = { value, count };
  return best?.value;
}

function count<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
