/** The training table against the schema, and its columns as the fits take them. */

import {
  type Column,
  type FeatureSchema,
  featuresOf,
  isNumeric,
  type Table,
  type TextColumn,
} from '@waymark/contracts';

/** Features that the table has not, or has in another type; empty when nothing is wrong. */
export function tableProblems(schema: FeatureSchema, train: Table): readonly string[] {
  return featuresOf(schema).flatMap((column) => {
    if (!Object.hasOwn(train.columns, column.name))
      return [`${column.name}: the training table has no such column`];
    const isNumbers = valuesOf(train, column.name) instanceof Float64Array;
    if (isNumbers === isNumeric(column)) return [];
    return [
      `${column.name}: the schema says ${column.type}, the training table has ${isNumbers ? 'numbers' : 'text'}`,
    ];
  });
}

/** The column of a table without tableProblems. */
export function valuesOf(table: Table, name: string): Column {
  return table.columns[name] ?? [];
}

/** The same of a text column. */
export function textsOf(table: Table, name: string): TextColumn {
  const values = valuesOf(table, name);
  if (values instanceof Float64Array) throw new TypeError('tableProblems lets text pass only');
  return values;
}
