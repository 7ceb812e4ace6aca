/**
 * Splits by a hash of each row's label and key against fixed cut points, so that a row stays in its split when the data
 * grows or is reordered: no row ever moves from test to train. Classes are therefore balanced in expectation, within
 * binomial noise, and not exactly; exact balance would have to move rows. A row whose label is corrected may move.
 */

import { type FeatureSchema, labelOf, type Table } from '@waymark/contracts';
import { optionsInvalid, splitLacksClass } from './errors.js';
import { type HashedRows, hashKeys } from './key-hash.js';
import { selectRows } from './select-rows.js';

export interface SplitOptions {
  /** Expected share of rows, above 0. */
  readonly validation: number;
  /** Expected share of rows, above 0; with `validation` below 1. */
  readonly test: number;
  readonly seed: number;
}

export interface SplitTables {
  readonly train: Table;
  readonly validation: Table;
  readonly test: Table;
}

type SplitName = keyof SplitTables;

const splitNames = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];

/**
 * Three tables that hold each row once, in the order of `table`.
 *
 * @throws WaymarkError DATA_OPTIONS_INVALID (usage); DATA_SPLIT_LACKS_CLASS when a split has no row of a class
 * (dataInvalid).
 */
export function splitTable(table: Table, schema: FeatureSchema, options: SplitOptions): SplitTables {
  checkOptions(options);
  const hashed = hashKeys(table, schema, options.seed);
  const rows: Record<SplitName, number[]> = { train: [], validation: [], test: [] };
  hashed.hashes.forEach((hash, row) => {
    rows[splitOf(hash, options)].push(row);
  });
  checkClasses(hashed, rows, labelOf(schema).values);
  return {
    train: selectRows(table, rows.train),
    validation: selectRows(table, rows.validation),
    test: selectRows(table, rows.test),
  };
}

// Test comes first: changing the share of validation leaves the test split alone.
function splitOf(hash: number, { validation, test }: SplitOptions): SplitName {
  if (hash < test) return 'test';
  return hash < test + validation ? 'validation' : 'train';
}

function checkOptions({ validation, test, seed }: SplitOptions): void {
  const problems = [
    ...(validation > 0 ? [] : [`validation must be above 0; got ${validation}`]),
    ...(test > 0 ? [] : [`test must be above 0; got ${test}`]),
    ...(validation + test < 1 ? [] : [`validation + test must be below 1; got ${validation + test}`]),
    ...(Number.isSafeInteger(seed) ? [] : [`seed must be an integer; got ${seed}`]),
  ];
  if (problems.length > 0) throw optionsInvalid(problems);
}

function checkClasses(
  { labels }: HashedRows,
  rows: Record<SplitName, readonly number[]>,
  classes: readonly string[],
): void {
  const problems = splitNames.flatMap((name) => {
    const present = new Set(rows[name].map((row) => labels[row]));
    const absent = classes.filter((value) => !present.has(value));
    return absent.length > 0
      ? [`${name} has ${rows[name].length}, none with the label ${absent.join(' or ')}`]
      : [];
  });
  if (problems.length > 0) throw splitLacksClass(labels.length, problems);
}
