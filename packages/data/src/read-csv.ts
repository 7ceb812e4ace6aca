/**
 * CSV through DuckDB: UTF-8 with or without a byte order mark, comma, a header line. Nothing is sniffed: every column
 * is read as text, in DuckDB's strict mode, and all ragged and malformed lines are reported together. `new_line` stays
 * unset: with it, DuckDB 1.5 gives no rows and no error for a CRLF file that has quoted cells.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { readCsvHeader, utf16MarkOf } from './csv-header.js';
import { streamDuckDb, withDuckDb } from './duckdb-session.js';
import { fileEmpty, fileUnreadable } from './errors.js';
import type { RawReader, RawRequest, RawTable } from './raw-table.js';
import { countTextRows, streamTextColumns } from './stream-text-columns.js';

const maxProblemsShown = 20;

export const readCsv: RawReader = {
  async *read(request) {
    const names = await readNames(request.file);
    yield* streamDuckDb(async function* (connection) {
      try {
        yield* readWanted(connection, names, request);
      } catch (error) {
        throw fileUnreadable(request.file, [reasonOf(error)]);
      }
      // DuckDB opens no file for a range without rows.
      const { start, end } = request.range ?? { start: 0, end: 1 };
      if (start < end) await refuseRejects(connection, request.file);
    });
  },
  async count(file) {
    const source = sourceOf(await readNames(file));
    return withDuckDb(async (connection) => {
      const rows = await countTextRows(connection, { source, file }).catch((error: unknown) => {
        throw fileUnreadable(file, [reasonOf(error)]);
      });
      await refuseRejects(connection, file);
      return rows;
    });
  },
};

async function readNames(file: string): Promise<readonly string[]> {
  const encoding = await utf16MarkOf(file);
  if (encoding !== undefined) throw fileUnreadable(file, [mustBeUtf8(encoding)]);
  const names = await readCsvHeader(file);
  if (names === undefined) throw fileEmpty(file, 'header');
  return names;
}

function mustBeUtf8(encoding: string): string {
  return `it must be UTF-8, and is ${encoding} by its byte order mark; Excel writes UTF-8 as 'CSV UTF-8'`;
}

function readWanted(
  connection: DuckDBConnection,
  names: readonly string[],
  { file, wanted, range }: RawRequest,
): AsyncGenerator<RawTable, void, undefined> {
  const columns = names.flatMap((name, position) => {
    const values = wanted.get(name);
    return values && names.indexOf(name) === position ? [{ name, expression: `c${position}`, values }] : [];
  });
  return streamTextColumns(connection, { names, columns, source: sourceOf(names), file, range });
}

/** By position, so that no name of a column can break the statement. */
function sourceOf(names: readonly string[]): string {
  const columns = names.map((_, position) => `c${position}: 'VARCHAR'`).join(', ');
  return `read_csv($file, columns = {${columns}}, header = true, auto_detect = false, delim = ',',
    quote = '"', escape = '"', strict_mode = true, store_rejects = true, rejects_limit = 0)`;
}

/** All lines that were not read, once all were looked at. */
async function refuseRejects(connection: DuckDBConnection, file: string): Promise<void> {
  const problems = await readRejects(connection);
  if (problems.length > 0) throw fileUnreadable(file, problems);
}

/** What DuckDB could not read, by line. Its messages name no cell's content; the rejected line itself is not shown. */
async function readRejects(connection: DuckDBConnection): Promise<readonly string[]> {
  const rejects = 'SELECT line, any_value(error_message) FROM reject_errors GROUP BY line ORDER BY line';
  const rows = (await connection.runAndReadAll(rejects)).getRows();
  const shown = rows
    .slice(0, maxProblemsShown)
    .map(([line, message]) => `line ${line}: ${problemOf(String(message))}`);
  return rows.length > shown.length ? [...shown, `… and ${rows.length - shown.length} more`] : shown;
}

function problemOf(message: string): string {
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts) return `${counts[1]} cells are needed, as in the header; got ${counts[2]}`;
  if (message.includes('quote')) return 'a quote must end at the end of its cell';
  return message.split('\n')[0] ?? message;
}

/** DuckDB quotes the line in later lines of its message; the first says what is wrong. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/unicode|utf-8|encoding/i.test(message)) return 'it is not UTF-8 text';
  return message.split('\n')[0] ?? message;
}
