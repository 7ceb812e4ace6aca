/** Runs a query whose columns are all text, chunk by chunk. NULL becomes the empty string. */

import type { DuckDBConnection } from '@duckdb/node-api';

export interface TextQuery {
  /** SQL expressions of type VARCHAR; there may be none. */
  readonly expressions: readonly string[];
  /** What follows FROM; it has the bound parameter `$file`. */
  readonly source: string;
  readonly file: string;
}

/** One list of texts an expression. */
export async function readTextColumns(
  connection: DuckDBConnection,
  { expressions, source, file }: TextQuery,
): Promise<{ readonly rows: number; readonly texts: readonly (readonly string[])[] }> {
  // The leading constant keeps the row count when there is no expression.
  const result = await connection.stream(`SELECT ${['true', ...expressions].join(', ')} FROM ${source}`, {
    file,
  });
  const texts = expressions.map((): string[] => []);
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    rows += chunk.rowCount;
    texts.forEach((text, i) => {
      for (const value of chunk.getColumnValues(i + 1)) text.push(value === null ? '' : String(value));
    });
  }
  return { rows, texts };
}
