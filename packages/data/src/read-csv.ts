/**
 * CSV through DuckDB: UTF-8 with or without a byte order mark, comma, a header line. Nothing is sniffed: every column
 * is read as text, in DuckDB's strict mode, and all ragged and malformed lines are reported together. `new_line` stays
 * unset: with it, DuckDB 1.5 gives no rows and no error for a CRLF file that has quoted cells.
 */

import type { DuckDBConnection } from '@duckdb/node-api';
import { readCsvHeader } from './csv-header.js';
import { withDuckDb } from './duckdb-session.js';
import { fileEmpty, fileUnreadable } from './errors.js';
import type { RawReader, RawTable } from './raw-table.js';
import { readTextColumns } from './read-text-columns.js';

const maxProblemsShown = 20;

export const readCsv: RawReader = async (file, wanted) => {
  const names = await readCsvHeader(file);
  if (names === undefined) throw fileEmpty(file, 'header');
  return withDuckDb(async (connection) => {
    const table = await readWanted(connection, { file, names, wanted }).catch((error: unknown) => {
      throw fileUnreadable(file, [reasonOf(error)]);
    });
    const problems = await readRejects(connection);
    if (problems.length > 0) throw fileUnreadable(file, problems);
    return table;
  });
};

interface CsvFile {
  readonly file: string;
  readonly names: readonly string[];
  readonly wanted: ReadonlySet<string>;
}

async function readWanted(connection: DuckDBConnection, { file, names, wanted }: CsvFile): Promise<RawTable> {
  const kept = names.flatMap((name, position) =>
    wanted.has(name) && names.indexOf(name) === position ? [{ name, expression: `c${position}` }] : [],
  );
  // By position, so that no name of a column can break the statement.
  const columns = names.map((_, position) => `c${position}: 'VARCHAR'`).join(', ');
  const { rows, texts } = await readTextColumns(connection, {
    expressions: kept.map(({ expression }) => expression),
    source: `read_csv($file, columns = {${columns}}, header = true, auto_detect = false, delim = ',',
      quote = '"', escape = '"', strict_mode = true, store_rejects = true, rejects_limit = 0)`,
    file,
  });
  return { names, rows, cells: new Map(kept.map(({ name }, i) => [name, texts[i] ?? []])) };
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
