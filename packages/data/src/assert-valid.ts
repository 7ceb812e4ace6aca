/** Turns what `readTable` found into one error that a person can act on. */

import type { Table } from '@waymark/contracts';
import type { DataFailure } from './data-failure.js';
import { dataInvalid } from './errors.js';
import type { ReadResult } from './read-table.js';

const maxShown = 20;

/**
 * The table, when every cell keeps the schema's rules.
 *
 * @param file - how the message names the file.
 * @throws WaymarkError DATA_INVALID with the first 20 failures, one a line, and the count by column and rule.
 */
export function assertValid(
  file: string,
  result: Pick<ReadResult, 'table' | 'failures' | 'failureCount' | 'failureSummary'>,
): Table {
  if (result.failureCount === 0) return result.table;
  throw dataInvalid(file, {
    count: result.failureCount,
    details: result.failures.slice(0, maxShown).map(describeFailure),
    summary: result.failureSummary.map(({ column, rule, count }) => `${column}, ${rule}: ${count}`),
  });
}

function describeFailure({ row, column, rule, expected, received }: DataFailure): string {
  const where = row === null ? column : `row ${row}, ${column}`;
  // JSON keeps a line break in the cell from breaking the line.
  return `${where} (${rule}): must be ${expected}; got ${received === '' ? 'a blank' : JSON.stringify(received)}`;
}
