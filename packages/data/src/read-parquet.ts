/**
 * Parquet through DuckDB. Every column is cast to text, which is exact for float64 (shortest digits that round trip).
 * DuckDB's names ignore case: of two columns that differ in case only, the second one arrives as `NAME_1`.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { duckDbReader } from './duckdb-reader.js';
import type { RawTable } from './raw-table.js';
import { readTextColumns } from './read-text-columns.js';

interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

export const readParquet = duckDbReader(readWanted);

async function readWanted(
  connection: DuckDBConnection,
  file: string,
  wanted: ReadonlySet<string>,
): Promise<RawTable> {
  const columns = await describe(connection, file);
  const names = columns.map(({ name }) => name);
  const kept = columns.flatMap(({ name, type }, position) =>
    wanted.has(name) ? [{ name, expression: asText(`c${position}`, type) }] : [],
  );
  // By position, so that no name of a column can break the statement.
  const source = `read_parquet($file) AS t(${columns.map((_, position) => `c${position}`).join(', ')})`;
  const { rows, texts } = await readTextColumns(connection, {
    expressions: kept.map(({ expression }) => expression),
    source,
    file,
  });
  return { names, rows, cells: new Map(kept.map(({ name }, i) => [name, texts[i] ?? []])) };
}

async function describe(connection: DuckDBConnection, file: string): Promise<readonly ParquetColumn[]> {
  const described = await connection.runAndReadAll('DESCRIBE SELECT * FROM read_parquet($file)', { file });
  return described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** pandas and others write NaN for missing numbers. */
function asText(column: string, type: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  return type === 'DOUBLE' || type === 'FLOAT' ? `nullif(${text}, 'nan')` : text;
}
