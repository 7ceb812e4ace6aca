/** A reader of one format on DuckDB: a connection of its own, and errors that name the file and hide the query. */

import type { DuckDBConnection } from '@duckdb/node-api';
import { streamDuckDb, withDuckDb } from './duckdb-session.js';
import { fileUnreadable } from './errors.js';
import type { RawReader, RawRequest, RawTable } from './raw-table.js';
import { countTextRows } from './stream-text-columns.js';

export interface DuckDbFormat {
  /** What follows FROM; it has the bound parameter `$file`. */
  readonly source: string;
  read(connection: DuckDBConnection, request: RawRequest): AsyncGenerator<RawTable, void, undefined>;
}

export function duckDbReader({ source, read }: DuckDbFormat): RawReader {
  return {
    async *read(request) {
      try {
        yield* streamDuckDb((connection) => read(connection, request));
      } catch (error) {
        throw unreadable(request.file, error);
      }
    },
    count: (file) =>
      withDuckDb((connection) => countTextRows(connection, { source, file })).catch((error: unknown) => {
        throw unreadable(file, error);
      }),
  };
}

/** DuckDB's first line says what is wrong with the file; the others repeat the query. */
function unreadable(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message.split('\n')[0] : undefined;
  return fileUnreadable(file, [reason ?? String(error)]);
}
