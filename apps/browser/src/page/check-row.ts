/** What the form's values must be, by the schema, in the words of the server. */

import type { ColumnSchema, FeatureSchema } from '@waymark/contracts';
import type { FormRow } from '@waymark/serving';

/** One line a value that the model cannot take; a category that training never saw is scored as unknown. */
export function rowProblems(row: FormRow, { columns }: FeatureSchema): readonly string[] {
  return columns.flatMap((column) => {
    const value = row[column.name] ?? null;
    if (column.role !== 'feature' || isValue(column, value)) return [];
    const kind = kinds[column.type];
    return [`column ${column.name}: must be ${column.nullable ? `${kind}, or not known` : kind}`];
  });
}

const kinds = {
  integer: 'a whole number',
  number: 'a number',
  category: 'text',
  text: 'text',
} satisfies Record<ColumnSchema['type'], string>;

function isValue({ type, nullable }: ColumnSchema, value: string | number | null): boolean {
  if (value === null) return nullable;
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'number') return Number.isFinite(value);
  // onnxruntime ends a text at U+0000.
  return typeof value === 'string' && !value.includes('\0');
}
