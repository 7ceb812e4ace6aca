/**
 * What every reader gives: the cells as text, before any type or rule. One form for all formats means one parser and
 * the same failures, whether a value came from CSV, Parquet or JSON lines. A file comes in pieces, so that its size
 * does not matter.
 */

/** Some rows of a file, in its order. */
export interface RawTable {
  /** All columns of the file, in its order. */
  readonly names: readonly string[];
  /** Data rows; the header and blank lines are none. */
  readonly rows: number;
  /** The wanted columns that the file has. Cells are as they came; the empty string is missing. */
  readonly cells: ReadonlyMap<string, readonly string[]>;
}

/** Data rows by position: from `start`, counted from 0, up to and without `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

export interface RawRequest {
  readonly file: string;
  /** The columns to keep, each with the values that are expected there: those are read several times as fast. */
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  /** Default: all rows. */
  readonly range?: RowRange | undefined;
}

export interface RawReader {
  /** The rows in order, a few thousand at once; one piece at least, so that the names are known. */
  read(request: RawRequest): AsyncGenerator<RawTable, void, undefined>;
  /** How many rows the file has. */
  count(file: string): Promise<number>;
}
