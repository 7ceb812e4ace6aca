/**
 * What every reader gives: the cells as text, before any type or rule. One form for all formats means one parser and
 * the same failures, whether a value came from CSV, Parquet or JSON lines.
 */

export interface RawTable {
  /** All columns of the file, in its order. */
  readonly names: readonly string[];
  /** Data rows; the header and blank lines are none. */
  readonly rows: number;
  /** The wanted columns that the file has. Cells are as they came; the empty string is missing. */
  readonly cells: ReadonlyMap<string, readonly string[]>;
}

/** Reads `file`, keeping the cells of the columns in `wanted` only. */
export type RawReader = (file: string, wanted: ReadonlySet<string>) => Promise<RawTable>;
