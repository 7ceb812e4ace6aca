/**
 * One in-memory DuckDB for one job. Parquet and JSON are compiled in, and extensions are never loaded or downloaded:
 * a job that would need one fails. Everything is closed at the end, so that a process can exit by itself.
 */

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const configuration = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/** A connection to a database of its own, and how to end both. */
export interface DuckDbSession {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** @param settings DuckDB's, e.g. `memory_limit`. */
export async function openDuckDb(settings: Readonly<Record<string, string>> = {}): Promise<DuckDbSession> {
  const instance = await DuckDBInstance.create(':memory:', { ...configuration, ...settings });
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Runs `job` on a connection of its own and closes it, whatever happens. */
export async function withDuckDb<T>(job: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const session = await openDuckDb();
  try {
    return await job(session.connection);
  } finally {
    session.close();
  }
}

/** The same for a job that gives its results one by one. It is closed too when the reader wants no more of them. */
export async function* streamDuckDb<T>(
  job: (connection: DuckDBConnection) => AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const session = await openDuckDb();
  try {
    yield* job(session.connection);
  } finally {
    session.close();
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
