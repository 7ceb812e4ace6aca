/** Between tables and rows as JSON has them: missing is NaN or the empty string on one side and null on the other. */

import {
  type Column,
  type ColumnSchema,
  type FeatureSchema,
  isNumeric,
  type Row,
  type Table,
} from '@waymark/contracts';
import { rowsInvalid } from './errors.js';

const maxShown = 20;

/** The schema's columns that the table has, as one object a row, in the schema's order. */
export function toRows(table: Table, schema: FeatureSchema): Row[] {
  const columns = schema.columns.flatMap(({ name }) => {
    const column = table.columns[name];
    return column === undefined ? [] : [{ name, column }];
  });
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, column }) => [name, toJson(column[row])])),
  );
}

/**
 * A table of the schema's features, and of its key and label where a row has them. Absent values are missing. Types
 * are checked, the schema's rules are not: a server answers for values that training has never seen.
 *
 * @throws WaymarkError DATA_ROWS_INVALID with all values of a wrong type.
 */
export function fromRows(rows: readonly Row[], schema: FeatureSchema): Table {
  const wrong: string[] = [];
  const columns = schema.columns
    .filter(
      ({ name, role }) =>
        role === 'feature' || (role !== 'ignored' && rows.some((row) => Object.hasOwn(row, name))),
    )
    .map((column) => [column.name, columnOf(rows, column, wrong)]);
  if (wrong.length > 0) throw rowsInvalid(wrong.length, wrong.slice(0, maxShown));
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}

function toJson(value: string | number | undefined): string | number | null {
  return value === undefined || value === '' || Number.isNaN(value) ? null : value;
}

function columnOf(rows: readonly Row[], column: ColumnSchema, wrong: string[]): Column {
  const { name } = column;
  const expected = isNumeric(column) ? 'number' : 'string';
  const values = rows.map((row, i) => {
    const value = (Object.hasOwn(row, name) ? row[name] : null) ?? null;
    // A key may come as a number: it is only a name.
    const isRight = value === null || typeof value === expected || column.role === 'key';
    if (!isRight) wrong.push(`row ${i + 1}, ${name}: must be a ${expected} or null; got a ${typeof value}`);
    return value;
  });
  if (isNumeric(column))
    return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
  return values.map((value) => (value === null ? '' : String(value)));
}
