/**
 * Folds for cross-validation, exactly stratified: within each class, rows are ranked by a hash of their key and dealt
 * out in turn. The order of rows does not matter; unlike in `splitTable`, added rows may move others.
 */

import type { FeatureSchema, Table } from '@waymark/contracts';
import { optionsInvalid } from './errors.js';
import { hashKeys } from './key-hash.js';

export interface FoldOptions {
  /** 2 to 255. */
  readonly folds: number;
  readonly seed: number;
}

/**
 * The fold of each row, 0 to folds − 1. A class's rows differ by one at most between folds.
 *
 * @throws WaymarkError DATA_OPTIONS_INVALID (usage), also when there are fewer rows than folds.
 */
export function stratifiedFolds(
  table: Table,
  schema: FeatureSchema,
  { folds, seed }: FoldOptions,
): Uint8Array {
  if (!Number.isInteger(folds) || folds < 2 || folds > 255 || folds > table.rows)
    throw optionsInvalid([`folds must be 2 to 255 and at most the rows, ${table.rows}; got ${folds}`]);
  const { labels, hashes } = hashKeys(table, schema, seed);
  const ranked = Array.from(labels.keys()).sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0));
  const dealt = new Map<string, number>();
  const foldOf = new Uint8Array(table.rows);
  for (const row of ranked) {
    const label = labels[row] ?? '';
    const rank = dealt.get(label) ?? 0;
    foldOf[row] = rank % folds;
    dealt.set(label, rank + 1);
  }
  return foldOf;
}
