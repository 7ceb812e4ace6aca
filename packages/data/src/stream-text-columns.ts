/**
 * Runs a query whose columns are all text, piece by piece. NULL becomes the empty string. Values that are expected come
 * as the positions of an ENUM, so that they are the same few strings for all rows: to decode each would take most of
 * the time.
 */

import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { quoteText } from './duckdb-session.js';
import type { RawTable, RowRange } from './raw-table.js';

export interface TextColumn {
  readonly name: string;
  /** SQL of type VARCHAR. */
  readonly expression: string;
  /** Values that are expected; others come too. */
  readonly values: readonly string[];
}

interface TextSource {
  /** What follows FROM; it has the bound parameter `$file`. */
  readonly source: string;
  readonly file: string;
}

export interface TextQuery extends TextSource {
  /** The file's columns, as the pieces shall name them. */
  readonly names: readonly string[];
  /** There may be none. */
  readonly columns: readonly TextColumn[];
  readonly range: RowRange | undefined;
}

/** The rows in order, 2048 at most in a piece; one piece without rows where there are none. */
export async function* streamTextColumns(
  connection: DuckDBConnection,
  { columns, names, source, file, range }: TextQuery,
): AsyncGenerator<RawTable, void, undefined> {
  // The leading constant keeps the row count when there is no expression.
  const expressions = ['true', ...columns.flatMap(expressionsOf)];
  const query = `SELECT ${expressions.join(', ')} FROM ${range ? rowsOf(source, range) : source}`;
  const result = await connection.stream(query, { file });
  let pieces = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    pieces += 1;
    yield { names, rows: chunk.rowCount, cells: cellsOf(chunk, columns) };
  }
  if (pieces === 0) yield { names, rows: 0, cells: new Map(columns.map(({ name }) => [name, []])) };
}

export async function countTextRows(
  connection: DuckDBConnection,
  { source, file }: TextSource,
): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${source}`, { file });
  return Number(reader.getRows()[0]?.[0]);
}

/** Without a frame and an order, `row_number` counts rows as they stream by. */
function rowsOf(source: string, { start, end }: RowRange): string {
  const numbered = `SELECT *, row_number() OVER () AS waymark_row FROM ${source}`;
  return `(${numbered}) WHERE waymark_row > ${start} AND waymark_row <= ${end}`;
}

/** The expected value, and the text of any other. */
function expressionsOf({ expression, values }: TextColumn): readonly string[] {
  if (values.length === 0) return [expression];
  const expected = `TRY_CAST(${expression} AS ENUM(${[...new Set(values)].map(quoteText).join(', ')}))`;
  return [expected, `CASE WHEN ${expected} IS NULL THEN ${expression} END`];
}

function cellsOf(
  chunk: DuckDBDataChunk,
  columns: readonly TextColumn[],
): ReadonlyMap<string, readonly string[]> {
  let at = 1;
  return new Map(
    columns.map(({ name, values }) => {
      const column = at;
      at += values.length === 0 ? 1 : 2;
      return [name, textsAt(chunk, column, values.length === 0 ? undefined : column + 1)];
    }),
  );
}

/** @param others The column with the texts of what is missing in the first one, which is looked at only where it must. */
function textsAt(chunk: DuckDBDataChunk, column: number, others: number | undefined): readonly string[] {
  const values = chunk.getColumnValues(column);
  const rest = others !== undefined && values.includes(null) ? chunk.getColumnValues(others) : [];
  return values.map((value, row) => String(value ?? rest[row] ?? ''));
}
