/** A reader of one format on DuckDB: a connection of its own, and errors that name the file and hide the query. */

import type { DuckDBConnection } from '@duckdb/node-api';
import { withDuckDb } from './duckdb-session.js';
import { fileUnreadable } from './errors.js';
import type { RawReader, RawTable } from './raw-table.js';

export type DuckDbRead = (
  connection: DuckDBConnection,
  file: string,
  wanted: ReadonlySet<string>,
) => Promise<RawTable>;

export function duckDbReader(read: DuckDbRead): RawReader {
  return (file, wanted) =>
    withDuckDb(async (connection) => {
      try {
        return await read(connection, file, wanted);
      } catch (error) {
        // DuckDB's first line says what is wrong with the file; the others repeat the query.
        const reason = error instanceof Error ? error.message.split('\n')[0] : undefined;
        throw fileUnreadable(file, [reason ?? String(error)]);
      }
    });
}
