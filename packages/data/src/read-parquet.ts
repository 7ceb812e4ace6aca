/**
 * Parquet through DuckDB. Every column is cast to text, which is exact for float64 (shortest digits that round trip).
 * DuckDB's names ignore case: of two columns that differ in case only, the second one arrives as `NAME_1`.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { duckDbReader } from './duckdb-reader.js';
import type { RawRequest, RawTable } from './raw-table.js';
import { streamTextColumns } from './stream-text-columns.js';

interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

const source = 'read_parquet($file)';

export const readParquet = duckDbReader({ source, read: readWanted });

async function* readWanted(
  connection: DuckDBConnection,
  { file, wanted, range }: RawRequest,
): AsyncGenerator<RawTable, void, undefined> {
  const columns = await describe(connection, file);
  const names = columns.map(({ name }) => name);
  const kept = columns.flatMap(({ name, type }, position) => {
    const values = wanted.get(name);
    return values ? [{ name, expression: asText(`c${position}`, type), values }] : [];
  });
  // By position, so that no name of a column can break the statement.
  const renamed = `${source} AS t(${columns.map((_, position) => `c${position}`).join(', ')})`;
  yield* streamTextColumns(connection, { names, columns: kept, source: renamed, file, range });
}

async function describe(connection: DuckDBConnection, file: string): Promise<readonly ParquetColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`, { file });
  return described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** pandas and others write NaN for missing numbers. */
function asText(column: string, type: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  return type === 'DOUBLE' || type === 'FLOAT' ? `nullif(${text}, 'nan')` : text;
}
