/**
 * One in-memory DuckDB for one job. Parquet and JSON are compiled in, and extensions are never loaded or downloaded:
 * a job that would need one fails. Everything is closed at the end, so that a process can exit by itself.
 */

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const configuration = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/** Runs `job` on a connection of its own and closes it, whatever happens. */
export async function withDuckDb<T>(job: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', configuration);
  try {
    const connection = await instance.connect();
    try {
      return await job(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** A name as SQL takes it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL takes it, for the few places that cannot be bound. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
