/**
 * A number that depends on nothing but the seed, the label and the key of a row: where a row falls never changes when
 * others are added, removed or reordered. The first 52 bits of SHA-256, which are well spread for any keys.
 */

import { createHash } from 'node:crypto';
import { type FeatureSchema, keyOf, labelOf, type Table } from '@waymark/contracts';
import { tableMisused } from './errors.js';

export interface HashedRows {
  /** The class of each row. */
  readonly labels: readonly string[];
  /** Uniform in [0, 1), one a row. */
  readonly hashes: Float64Array;
}

/** Hashes every row of `table`, which must have its key and label columns. */
export function hashKeys(table: Table, schema: FeatureSchema, seed: number): HashedRows {
  const keys = table.columns[keyOf(schema).name];
  const labels = table.columns[labelOf(schema).name];
  if (keys === undefined || labels === undefined || labels instanceof Float64Array)
    throw tableMisused('splitting needs a table with its key and label columns');
  const hashes = Float64Array.from(labels, (label, row) => hashKey(seed, label, String(keys[row])));
  return { labels, hashes };
}

function hashKey(seed: number, label: string, key: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, label, key]))
    .digest('hex');
  return Number.parseInt(digest.slice(0, 13), 16) / 2 ** 52;
}
