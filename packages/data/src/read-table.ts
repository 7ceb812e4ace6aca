/**
 * Reads a file by the schema and checks every cell. Types and rules come from the schema and are never guessed from
 * the data. What breaks a rule is returned, not thrown: `assertValid` throws it, and a monitor may count it instead.
 */

import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Column, ColumnSchema, FeatureSchema, Table } from '@waymark/contracts';
import { type DataFailure, FailureCollector, type FailureCount } from './data-failure.js';
import { columnsInvalid, fileEmpty, fileMissing, formatUnsupported } from './errors.js';
import { parseColumn } from './parse-column.js';
import type { RawReader, RawTable } from './raw-table.js';
import { readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readParquet } from './read-parquet.js';

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

const readers = {
  '.csv': readCsv,
  '.parquet': readParquet,
  '.jsonl': readJsonl,
} as const satisfies Record<string, RawReader>;

/**
 * Reads a CSV, Parquet or JSON lines file, by its extension. White space round a cell is trimmed and a blank cell is
 * missing.
 *
 * @throws WaymarkError DATA_FILE_MISSING or DATA_FORMAT_UNSUPPORTED (usage); DATA_FILE_EMPTY, DATA_FILE_UNREADABLE or
 * DATA_COLUMNS_INVALID, which names all missing and repeated columns (dataInvalid).
 */
export async function readTable(
  file: string,
  schema: FeatureSchema,
  { requireLabel = true }: ReadOptions = {},
): Promise<ReadResult> {
  const read = readerOf(file);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw fileMissing(file);
  if (found.size === 0) throw fileEmpty(file, 'header');
  const columns = schema.columns.filter(({ role }) => role !== 'ignored');
  const raw = await read(resolve(file), new Set(columns.map(({ name }) => name)));
  if (raw.rows === 0) throw fileEmpty(file, 'rows');
  checkColumns(file, raw, { columns, requireLabel });
  const known = new Set(schema.columns.map(({ name }) => name));
  return {
    ...parse(raw, columns, requireLabel),
    extraColumns: raw.names.filter((name) => !known.has(name)),
  };
}

function readerOf(file: string): RawReader {
  const extension = extname(file).toLowerCase();
  const found = Object.entries(readers).find(([known]) => known === extension);
  if (!found) throw formatUnsupported(file, Object.keys(readers));
  return found[1];
}

function checkColumns(
  file: string,
  { names }: RawTable,
  { columns, requireLabel }: { columns: readonly ColumnSchema[]; requireLabel: boolean },
): void {
  const present = new Set(names);
  const missing = columns
    .filter((column) => !present.has(column.name) && isRequired(column, requireLabel))
    .map(({ name }) => name);
  const repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  const problems = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(repeated.size > 0 ? [`repeated: ${[...repeated].join(', ')}`] : []),
  ];
  if (problems.length > 0) throw columnsInvalid(file, problems);
}

function parse(raw: RawTable, columns: readonly ColumnSchema[], requireLabel: boolean) {
  const failures = new FailureCollector();
  const parsed = columns.flatMap((column): readonly (readonly [string, Column])[] => {
    const cells = raw.cells.get(column.name);
    if (cells === undefined) return [];
    const required = !column.nullable && isRequired(column, requireLabel);
    return [[column.name, parseColumn(column, cells, { required, failures })]];
  });
  return {
    table: { rows: raw.rows, columns: Object.fromEntries(parsed) },
    failures: failures.failures,
    failureCount: failures.count,
    failureSummary: failures.summary,
  };
}

function isRequired({ role }: ColumnSchema, requireLabel: boolean): boolean {
  return role === 'feature' || requireLabel;
}
