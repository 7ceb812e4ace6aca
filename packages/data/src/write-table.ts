/**
 * Writes a table as Parquet or CSV through DuckDB, atomically: a reader sees the old file or the new one, never half of
 * it. float64 survives exactly; missing is NULL in Parquet and a blank cell in CSV. The same table gives the same bytes.
 */

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import {
  type Column,
  type ColumnSchema,
  type FeatureSchema,
  type Table,
  WaymarkError,
} from '@waymark/contracts';
import { quoteIdentifier, withDuckDb } from './duckdb-session.js';
import { columnsInvalid, formatUnsupported, writeFailed } from './errors.js';

interface WrittenColumn {
  readonly name: string;
  readonly type: DuckDBType;
  readonly values: Column;
}

const formats = { '.csv': 'FORMAT csv, HEADER true', '.parquet': 'FORMAT parquet' } as const;
const chunkRows = 2048;

/**
 * Writes the schema's columns that the table has, in the schema's order, to a `.csv` or `.parquet` file. Folders are
 * made as needed. Without a schema, all columns are written, numbers as float64.
 *
 * @throws WaymarkError DATA_FORMAT_UNSUPPORTED (usage), DATA_COLUMNS_INVALID when names differ in case only
 * (dataInvalid), DATA_WRITE_FAILED (environment).
 */
export async function writeTable(file: string, table: Table, schema?: FeatureSchema): Promise<void> {
  const format = formatOf(file);
  const columns = columnsToWrite(table, schema);
  checkNames(file, columns);
  const path = resolve(file);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await withDuckDb(async (connection) => {
      await load(connection, columns, table.rows);
      await connection.run(`COPY written TO $file (${format})`, { file: temporary });
    });
    await syncFile(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof WaymarkError ? error : writeFailed(file, error);
  }
}

function formatOf(file: string): string {
  const extension = extname(file).toLowerCase();
  const found = Object.entries(formats).find(([known]) => known === extension);
  if (!found) throw formatUnsupported(file, Object.keys(formats));
  return found[1];
}

function columnsToWrite(table: Table, schema: FeatureSchema | undefined): readonly WrittenColumn[] {
  const known = new Map(schema?.columns.map((column) => [column.name, column]));
  const names = schema ? [...known.keys()] : Object.keys(table.columns);
  return names.flatMap((name) => {
    const values = table.columns[name];
    return values === undefined ? [] : [{ name, values, type: typeOf(values, known.get(name)) }];
  });
}

function typeOf(values: Column, column: ColumnSchema | undefined): DuckDBType {
  if (!(values instanceof Float64Array)) return VARCHAR;
  const isWhole = (value: number) => Number.isNaN(value) || Number.isSafeInteger(value);
  // A window may hold fractions in an integer column: they must not be rounded in silence.
  return column?.type === 'integer' && values.every(isWhole) ? BIGINT : DOUBLE;
}

/** DuckDB's names ignore case: it would rename the second column. */
function checkNames(file: string, columns: readonly WrittenColumn[]): void {
  const lower = columns.map(({ name }) => name.toLowerCase());
  const clashing = columns.filter((_, i) => lower.indexOf(lower[i] ?? '') !== i).map(({ name }) => name);
  if (clashing.length > 0)
    throw columnsInvalid(file, [`names that differ in case only: ${clashing.join(', ')}`]);
}

async function load(
  connection: DuckDBConnection,
  columns: readonly WrittenColumn[],
  rows: number,
): Promise<void> {
  const types = columns.map(({ type }) => type);
  const definitions = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  await connection.run(`CREATE TABLE written (${definitions.join(', ')})`);
  const appender = await connection.createAppender('written');
  try {
    for (let start = 0; start < rows; start += chunkRows) {
      const end = Math.min(start + chunkRows, rows);
      const chunk = DuckDBDataChunk.create(types);
      chunk.setColumns(columns.map((column) => toValues(column, start, end)));
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}

function toValues({ values, type }: WrittenColumn, start: number, end: number): DuckDBValue[] {
  const toValue = (value: string | number): DuckDBValue => {
    if (value === '' || Number.isNaN(value)) return null;
    return type === BIGINT ? BigInt(value) : value;
  };
  return Array.from({ length: end - start }, (_, i) => toValue(values[start + i] ?? ''));
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
