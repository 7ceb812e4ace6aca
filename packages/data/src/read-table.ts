/**
 * Reads a file by the schema into one table. What breaks a rule is returned, not thrown: `assertValid` throws it, and a
 * monitor may count it instead.
 */

import type { FeatureSchema, Table } from '@waymark/contracts';
import { concatTables } from './concat-tables.js';
import { type DataFailure, FailureCollector, type FailureCount } from './data-failure.js';
import { scanTable } from './scan-table.js';

export interface ReadResult {
  /** The schema's columns in its order, without `ignored` ones. */
  readonly table: Table;
  /** The first 10 000 cells that break a rule, in the order of rows. */
  readonly failures: readonly DataFailure[];
  /** All cells that break a rule. */
  readonly failureCount: number;
  /** `failureCount` by column and rule. */
  readonly failureSummary: readonly FailureCount[];
  /** Columns of the file that the schema does not name; they are not read. */
  readonly extraColumns: readonly string[];
}

export interface ReadOptions {
  /** False: the key and label columns may be absent or blank, as in a window without labels. Default true. */
  readonly requireLabel?: boolean;
}

/**
 * Reads a CSV, Parquet or JSON lines file whole; keys must be unique.
 *
 * @throws What `scanTable` throws.
 */
export async function readTable(
  file: string,
  schema: FeatureSchema,
  { requireLabel }: ReadOptions = {},
): Promise<ReadResult> {
  const collector = new FailureCollector();
  const tables: Table[] = [];
  let extraColumns: readonly string[] = [];
  for await (const chunk of scanTable(file, schema, {
    failures: collector,
    requireLabel,
    checkUnique: true,
  })) {
    tables.push(chunk.table);
    extraColumns = chunk.extraColumns;
  }
  const { failures, count: failureCount, summary: failureSummary } = collector;
  return { table: concatTables(tables), failures, failureCount, failureSummary, extraColumns };
}
