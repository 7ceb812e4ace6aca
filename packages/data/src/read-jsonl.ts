/**
 * JSON lines through DuckDB: one object a line, UTF-8, blank lines skipped. The file's columns are all keys that occur
 * in it; a key that a row lacks is a missing value. Numbers arrive as the digits that were written.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { duckDbReader } from './duckdb-reader.js';
import { quoteText } from './duckdb-session.js';
import type { RawRequest, RawTable } from './raw-table.js';
import { streamTextColumns } from './stream-text-columns.js';

const source = 'read_ndjson_objects($file)';

export const readJsonl = duckDbReader({ source, read: readWanted });

async function* readWanted(
  connection: DuckDBConnection,
  { file, wanted, range }: RawRequest,
): AsyncGenerator<RawTable, void, undefined> {
  const names = await readKeys(connection, file);
  const columns = [...new Set(names)].flatMap((name) => {
    const values = wanted.get(name);
    return values ? [{ name, expression: `json ->> ${quoteText(pointerTo(name))}`, values }] : [];
  });
  yield* streamTextColumns(connection, { names, columns, source, file, range });
}

/** All keys in order of first appearance; a key that repeats inside one object is listed twice. */
async function readKeys(connection: DuckDBConnection, file: string): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT CASE json_type(json) WHEN 'OBJECT' THEN json_keys(json) END FROM ${source}`,
    { file },
  );
  const names = new Set<string>();
  const repeated = new Set<string>();
  for (const [keys] of reader.getRowsJS()) {
    if (!Array.isArray(keys)) throw new TypeError('each line must hold a JSON object');
    const texts = keys.map(String);
    texts.forEach((key, i) => {
      names.add(key);
      if (texts.indexOf(key) !== i) repeated.add(key);
    });
  }
  return [...names, ...repeated];
}

/** RFC 6901: a pointer takes any key, unlike DuckDB's paths. */
function pointerTo(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
