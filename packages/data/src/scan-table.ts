/**
 * Reads a file by the schema, a few thousand rows at once, and checks every cell: a file of any size in bounded memory.
 * Types and rules come from the schema and are never guessed from the data. What breaks a rule is told, not thrown.
 */

import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Column, ColumnSchema, FeatureSchema, Table } from '@waymark/contracts';
import type { FailureSink } from './data-failure.js';
import { columnsInvalid, fileEmpty, fileMissing, formatUnsupported } from './errors.js';
import { parseColumn } from './parse-column.js';
import type { RawReader, RawTable, RowRange } from './raw-table.js';
import { readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readParquet } from './read-parquet.js';

export interface ScanOptions {
  /** Told of each cell that breaks a rule, with its row in the whole file. */
  readonly failures: FailureSink;
  /** False: the key and label columns may be absent or blank, as in a window without labels. Default true. */
  readonly requireLabel?: boolean | undefined;
  /** Whether keys must be unique: takes memory for all of them. Default false. */
  readonly checkUnique?: boolean | undefined;
  /** Default: all rows. */
  readonly range?: RowRange | undefined;
}

/** Some rows of a file, in its order. */
export interface TableChunk {
  /** The schema's columns in its order, without `ignored` ones. */
  readonly table: Table;
  /** Columns of the file that the schema does not name; they are not read. */
  readonly extraColumns: readonly string[];
}

const readers = {
  '.csv': readCsv,
  '.parquet': readParquet,
  '.jsonl': readJsonl,
} as const satisfies Record<string, RawReader>;

/**
 * Reads a CSV, Parquet or JSON lines file, by its extension. White space round a cell is trimmed and a blank cell is
 * missing. One chunk at least comes, which has no rows where the range has none.
 *
 * @throws WaymarkError DATA_FILE_MISSING or DATA_FORMAT_UNSUPPORTED (usage); DATA_FILE_EMPTY, DATA_FILE_UNREADABLE or
 * DATA_COLUMNS_INVALID, which names all missing and repeated columns (dataInvalid). Malformed lines of CSV are told
 * together, after the last chunk.
 */
export async function* scanTable(
  file: string,
  schema: FeatureSchema,
  options: ScanOptions,
): AsyncGenerator<TableChunk, void, undefined> {
  const reader = await openReader(file);
  const columns = schema.columns.filter(({ role }) => role !== 'ignored');
  const wanted = new Map(columns.map((column) => [column.name, valuesOf(column)]));
  const known = new Set(schema.columns.map(({ name }) => name));
  const keyRows = options.checkUnique ? new Map<string | number, number>() : undefined;
  const { range } = options;
  let rows = 0;
  for await (const raw of reader.read({ file: resolve(file), wanted, range })) {
    if (rows === 0 && raw.rows > 0) checkColumns(file, raw, { ...options, columns });
    const rowsBefore = (range?.start ?? 0) + rows;
    rows += raw.rows;
    const table = parse(raw, { ...options, columns, rowsBefore, keyRows });
    yield { table, extraColumns: raw.names.filter((name) => !known.has(name)) };
  }
  if (rows === 0 && range === undefined) throw fileEmpty(file, 'rows');
}

/**
 * How many rows the file has, without checking their cells.
 *
 * @throws As `scanTable` does, save for columns.
 */
export async function countRows(file: string): Promise<number> {
  const reader = await openReader(file);
  const rows = await reader.count(resolve(file));
  if (rows === 0) throw fileEmpty(file, 'rows');
  return rows;
}

async function openReader(file: string): Promise<RawReader> {
  const reader = readerOf(file);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw fileMissing(file);
  if (found.size === 0) throw fileEmpty(file, 'header');
  return reader;
}

function readerOf(file: string): RawReader {
  const extension = extname(file).toLowerCase();
  const found = Object.entries(readers).find(([known]) => known === extension);
  if (!found) throw formatUnsupported(file, Object.keys(readers));
  return found[1];
}

function valuesOf(column: ColumnSchema): readonly string[] {
  return column.type === 'category' ? column.values : [];
}

interface CheckedColumns {
  readonly columns: readonly ColumnSchema[];
  readonly requireLabel?: boolean | undefined;
}

function checkColumns(file: string, { names }: RawTable, { columns, requireLabel }: CheckedColumns): void {
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

interface ParsedColumns extends CheckedColumns {
  readonly failures: FailureSink;
  readonly rowsBefore: number;
  readonly keyRows: Map<string | number, number> | undefined;
}

function parse(raw: RawTable, { columns, requireLabel, ...options }: ParsedColumns): Table {
  const parsed = columns.flatMap((column): readonly (readonly [string, Column])[] => {
    const cells = raw.cells.get(column.name);
    if (cells === undefined) return [];
    const required = !column.nullable && isRequired(column, requireLabel);
    return [[column.name, parseColumn(column, cells, { ...options, required })]];
  });
  return { rows: raw.rows, columns: Object.fromEntries(parsed) };
}

function isRequired({ role }: ColumnSchema, requireLabel = true): boolean {
  return role === 'feature' || requireLabel;
}
