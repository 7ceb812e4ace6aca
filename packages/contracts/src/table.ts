/**
 * A table in memory, by columns. Numbers (integers too) are float64 with NaN for missing; text is a string array
 * with the empty string for missing, the same convention as inside the ONNX graph.
 */

export type NumberColumn = Float64Array;
export type TextColumn = readonly string[];
export type Column = NumberColumn | TextColumn;

export interface Table {
  readonly rows: number;
  /** Every column has `rows` values. */
  readonly columns: Readonly<Record<string, Column>>;
}

/** One row as JSON has it: missing is `null`. */
export type Row = Readonly<Record<string, string | number | null>>;
