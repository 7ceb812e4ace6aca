/**
 * Writes tables, one after the other, as one Parquet or CSV file through DuckDB, atomically: a reader sees the old file
 * or the new one, never half of it. What does not fit into a few hundred megabytes waits beside the file. float64
 * survives exactly; missing is NULL in Parquet and a blank cell in CSV. The same tables give the same bytes.
 */

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
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
import { type DuckDbSession, openDuckDb, quoteIdentifier } from './duckdb-session.js';
import { columnsInvalid, formatUnsupported, tableMisused, writeFailed } from './errors.js';

interface WrittenColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

const formats = { '.csv': 'FORMAT csv, HEADER true', '.parquet': 'FORMAT parquet' } as const;
const chunkRows = 2048;
const memoryLimit = '400MB';

/** Open one, append tables with the same columns, commit. Close it in any case: without a commit nothing is written. */
export class TableWriter {
  readonly #file: string;
  readonly #path: string;
  readonly #temporary: string;
  readonly #format: string;
  readonly #schema: FeatureSchema | undefined;
  readonly #session: DuckDbSession;
  #columns: readonly WrittenColumn[] = [];
  #appender: DuckDBAppender | undefined;

  private constructor(file: string, session: DuckDbSession, options: WriterOptions) {
    this.#file = file;
    this.#path = resolve(file);
    this.#session = session;
    this.#temporary = options.temporary;
    this.#format = options.format;
    this.#schema = options.schema;
  }

  /**
   * Writes the schema's columns that the first table has, in the schema's order, to a `.csv` or `.parquet` file. Folders
   * are made as needed. Without a schema, all columns are written, numbers as float64.
   *
   * @throws WaymarkError DATA_FORMAT_UNSUPPORTED (usage), DATA_WRITE_FAILED (environment).
   */
  static async open(file: string, schema?: FeatureSchema): Promise<TableWriter> {
    const format = formatOf(file);
    const path = resolve(file);
    const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
    try {
      await mkdir(dirname(path), { recursive: true });
      const settings = { memory_limit: memoryLimit, temp_directory: `${temporary}.d` };
      const session = await openDuckDb(settings);
      return new TableWriter(file, session, { format, temporary, schema });
    } catch (error) {
      throw writeFailed(file, error);
    }
  }

  /**
   * Adds the rows of a table.
   *
   * @throws WaymarkError DATA_COLUMNS_INVALID when names differ in case only (dataInvalid), DATA_TABLE_MISUSED when the
   * table's columns are not those of the first one (bug), DATA_WRITE_FAILED (environment).
   */
  async append(table: Table): Promise<void> {
    try {
      this.#appender ??= await this.#create(table);
      for (let start = 0; start < table.rows; start += chunkRows) {
        const end = Math.min(start + chunkRows, table.rows);
        const chunk = DuckDBDataChunk.create(this.#columns.map(({ type }) => type));
        chunk.setColumns(this.#columns.map((column) => toValues(table, column, { start, end })));
        this.#appender.appendDataChunk(chunk);
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Puts the file in its place. @throws WaymarkError DATA_WRITE_FAILED (environment). */
  async commit(): Promise<void> {
    if (!this.#appender) throw tableMisused('a table must be appended before the commit');
    try {
      this.#appender.flushSync();
      const file = this.#temporary;
      await this.#session.connection.run(`COPY written TO $file (${this.#format})`, { file });
      await syncFile(file);
      await rename(file, this.#path);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async close(): Promise<void> {
    try {
      this.#appender?.closeSync();
    } catch {
      // It writes what is left over: what failed was told by `append` or `commit`, and the rest is not wanted.
    }
    this.#session.close();
    await rm(this.#temporary, { force: true });
    await rm(`${this.#temporary}.d`, { force: true, recursive: true });
  }

  async #create(table: Table): Promise<DuckDBAppender> {
    this.#columns = columnsToWrite(table, this.#schema);
    checkNames(this.#file, this.#columns);
    const { connection } = this.#session;
    const definitions = this.#columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
    await connection.run(`CREATE TABLE written (${definitions.join(', ')})`);
    return connection.createAppender('written');
  }

  #failure(error: unknown): Error {
    return error instanceof WaymarkError ? error : writeFailed(this.#file, error);
  }
}

interface WriterOptions {
  readonly format: string;
  readonly temporary: string;
  readonly schema: FeatureSchema | undefined;
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
    return values === undefined ? [] : [{ name, type: typeOf(values, known.get(name)) }];
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

function toValues(
  { columns }: Table,
  { name, type }: WrittenColumn,
  { start, end }: { readonly start: number; readonly end: number },
): DuckDBValue[] {
  const column = columns[name];
  if (column === undefined) throw tableMisused(`tables to write must all have the column '${name}'`);
  const values: DuckDBValue[] = new Array(end - start);
  for (let row = start; row < end; row++) {
    const value = column[row] ?? '';
    const isMissing = value === '' || Number.isNaN(value);
    if (isMissing) values[row - start] = null;
    else values[row - start] = type === BIGINT ? wholeNumber(name, value) : value;
  }
  return values;
}

function wholeNumber(name: string, value: string | number): bigint {
  if (!Number.isSafeInteger(value))
    throw tableMisused(`column '${name}' must be whole numbers in all tables, as in the first; got ${value}`);
  return BigInt(value);
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
