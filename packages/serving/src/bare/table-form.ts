/**
 * Tables for a bare model: CSV with a header, and MLflow's data frames. A table fits where each input is a column, [N] or
 * [N, 1], under the input's name; or where the only input has one value a column, [N, columns]: its columns are taken in
 * their order then, whatever they are called. A field without text, and null, is NaN where the datatype has it.
 */

import { requestInvalid } from '../http/errors.js';
import { parseCsv } from '../protocols/mlflow/csv.js';
import { isJsonObject, Problems } from '../protocols/problems.js';
import type { TensorRequest } from './infer-request.js';
import { type FormOptions, parseRowsForm } from './row-forms.js';
import type { Signature, TensorSpec } from './signature.js';

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A value of the table in the datatype's form; one that is wrong stays as it is, and is told then. */
type CellReader = (value: unknown, spec: TensorSpec) => unknown;

/** @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`. */
export function parseCsvForm(text: string, options: FormOptions): TensorRequest {
  const [columns, ...rows] = parseCsv(text);
  if (!columns) throw requestInvalid(['the CSV must begin with a header line that names the columns']);
  return parseTable({ columns, rows }, 'the CSV', { ...options, cellOf: csvCell });
}

/** @param frame `{"columns": [name], "data": [[value]]}` @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`. */
export function parseSplitForm(frame: unknown, options: FormOptions): TensorRequest {
  const { columns, data }: Readonly<Record<string, unknown>> = isJsonObject(frame) ? frame : {};
  const isTable = Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row));
  if (!isTable) throw requestInvalid(['dataframe_split must be {"columns": [name], "data": [[value]]}']);
  return parseTable({ columns: columns.map(String), rows: data }, 'dataframe_split', {
    ...options,
    cellOf: frameCell,
  });
}

/** @param records A list of objects with the same keys. @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`. */
export function parseRecordsForm(records: unknown, options: FormOptions): TensorRequest {
  if (!Array.isArray(records) || !records.every(isJsonObject))
    throw requestInvalid(['dataframe_records must be a list of objects {column: value}']);
  const columns = Object.keys(records[0] ?? {});
  const hasAll = (record: object) =>
    Object.keys(record).length === columns.length && columns.every((name) => Object.hasOwn(record, name));
  if (!records.every(hasAll))
    throw requestInvalid(['each row of dataframe_records must have the columns of the first']);
  const rows = records.map((record) => columns.map((name) => record[name]));
  return parseTable({ columns, rows }, 'dataframe_records', { ...options, cellOf: frameCell });
}

function parseTable(
  { columns, rows }: Table,
  form: string,
  { cellOf, ...options }: FormOptions & { readonly cellOf: CellReader },
): TensorRequest {
  const problems = new Problems();
  for (const [at, row] of rows.entries())
    if (row.length !== columns.length)
      problems.add(`row ${at} must have ${columns.length} values, one a column; got ${row.length}`);
  problems.throwIfAny();
  const matrix = matrixOf(options.served.signature);
  if (matrix)
    return parseRowsForm(
      rows.map((row) => row.map((cell) => cellOf(cell, matrix))),
      form,
      options,
    );
  if (new Set(columns).size < columns.length) throw requestInvalid([`${form} must name each column once`]);
  const specs = columnsOf(options.served.signature, form);
  const order = columns.map((column) => specs.find(({ name }) => name === column));
  const named = rows.map((row) =>
    Object.fromEntries(
      row.map((cell, i) => {
        const spec = order[i];
        return [columns[i], spec ? cellOf(cell, spec) : cell];
      }),
    ),
  );
  return parseRowsForm(named, form, options);
}

/** The only input, where its rows are lists of values. */
function matrixOf({ inputs }: Signature): TensorSpec | undefined {
  const [only, ...others] = inputs;
  return only && others.length === 0 && only.dims.length === 2 && only.dims[1] !== 1 ? only : undefined;
}

/** @throws `REQUEST_INVALID` where an input is no column. */
function columnsOf({ inputs }: Signature, form: string): readonly TensorSpec[] {
  const others = inputs.filter(({ dims }) => dims.slice(1).some((dim) => dim !== 1));
  if (others.length === 0) return inputs;
  const names = others.map(({ name }) => name).join(', ');
  throw requestInvalid([
    `${form} must be for a model whose inputs are columns, and these are none: ${names}; send inputs in place of it`,
  ]);
}

const hasNan: readonly string[] = ['FP16', 'FP32', 'FP64'];

function frameCell(value: unknown, { datatype }: TensorSpec): unknown {
  return value === null && hasNan.includes(datatype) ? Number.NaN : value;
}

/** A decimal number, as every language writes one. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const integer = /^[+-]?\d+$/;
const booleans = new Map([
  ['true', true],
  ['false', false],
]);

function csvCell(field: unknown, spec: TensorSpec): unknown {
  const { datatype } = spec;
  if (datatype === 'BYTES' || typeof field !== 'string') return field;
  if (field === '') return frameCell(null, spec);
  if (datatype === 'BOOL') return booleans.get(field.toLowerCase()) ?? field;
  // A number would round those that only 64 bits hold.
  if (datatype === 'INT64' || datatype === 'UINT64') return integer.test(field) ? BigInt(field) : field;
  return decimal.test(field) ? Number(field) : field;
}
