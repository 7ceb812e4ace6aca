/**
 * A table with its column names apart from its rows: MLflow's `dataframe_split` (pandas' orientation "split") and CSV
 * with a header. The columns may come in any order; a pandas index says nothing to a model and is not looked at.
 */

import type { RequestRows } from '../../engine/tensor-layout.js';
import type { ModelInput } from '../../host/model-contract.js';
import { requestInvalid } from '../../http/errors.js';
import { isJsonObject, type JsonObject, kindOf } from '../problems.js';
import { collectRows, type RowOptions, readCell } from '../rows/collect-rows.js';
import { columnNameProblems } from '../rows/column-names.js';
import { parseCsv } from './csv.js';

/**
 * @param frame `{"columns": [name], "data": [[value]]}`
 * @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`.
 */
export function parseSplitFrame(frame: unknown, options: RowOptions): RequestRows {
  const { columns, data }: JsonObject = isJsonObject(frame) ? frame : {};
  if (!isTextList(columns) || !Array.isArray(data))
    throw requestInvalid(['dataframe_split must be {"columns": [name], "data": [[value]]}']);
  return parseTable({ columns, rows: data }, options, (value) => value);
}

/**
 * @param text With a header. An empty field is a missing value, and text of no characters where none may be missing.
 * @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`.
 */
export function parseCsvFrame(text: string, options: RowOptions): RequestRows {
  const [columns, ...rows] = parseCsv(text);
  if (!columns) throw requestInvalid(['the CSV must begin with a header line that names the columns']);
  return parseTable({ columns, rows }, options, csvValue);
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly unknown[];
}

function parseTable(
  { columns, rows }: Table,
  options: RowOptions,
  cellOf: (value: unknown, input: ModelInput) => unknown,
): RequestRows {
  const problems = columnNameProblems(columns, options.contract);
  if (problems.length > 0) throw requestInvalid(problems);
  if (rows.length === 0) throw requestInvalid(['the table must have at least one row']);
  const order = options.contract.inputs.map((input) => ({ input, column: columns.indexOf(input.name) }));
  return collectRows(rows, options, (values, row, context) => {
    if (!Array.isArray(values) || values.length !== columns.length) {
      const got = Array.isArray(values) ? values.length : kindOf(values);
      context.problems.add(`row ${row} must have ${columns.length} values, one a column; got ${got}`);
      return;
    }
    for (const { input, column } of order) readCell(cellOf(values[column], input), { row, input }, context);
  });
}

/** A decimal number, as every language writes one. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What is no number stays text, and is told as such. */
function csvValue(field: unknown, { datatype, nullable }: ModelInput): unknown {
  if (datatype === 'BYTES') return field === '' && nullable ? null : field;
  if (field === '') return null;
  return typeof field === 'string' && decimal.test(field) ? Number(field) : field;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
