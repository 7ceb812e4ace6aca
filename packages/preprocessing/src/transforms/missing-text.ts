/**
 * Missing text inside a graph. It is the empty string; Python clients also send a missing value of an object column as
 * the texts 'nan' (pandas) and 'None' (numpy), which would pass for an unseen category, so they count as missing too,
 * unless the column really has such a value.
 */

import type { ColumnSchema } from '@waymark/contracts';

const pythonSpellings: readonly string[] = ['nan', 'None'];

/** The texts that mean missing in this column, the empty string first. */
export function missingTexts(schema: ColumnSchema, seen: ReadonlySet<string>): readonly string[] {
  const declared: readonly string[] = schema.type === 'category' ? schema.values : [];
  return ['', ...pythonSpellings.filter((text) => !seen.has(text) && !declared.includes(text))];
}
