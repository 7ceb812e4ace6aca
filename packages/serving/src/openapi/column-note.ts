/** What a person should know of a column, in a line. */

import type { ColumnSchema } from '@waymark/contracts';

/** `months as a customer; from 0 to 72 in training data`; empty when there is nothing to say. */
export function columnNote(column: ColumnSchema): string {
  const range = rangeOf(column);
  const parts = [column.description, range && `${range} in training data`];
  return parts.filter((part) => part !== undefined && part !== '').join('; ');
}

function rangeOf(column: ColumnSchema): string {
  if (column.type !== 'integer' && column.type !== 'number') return '';
  const { min, max } = column;
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  if (min !== undefined) return `at least ${min}`;
  return max === undefined ? '' : `at most ${max}`;
}
