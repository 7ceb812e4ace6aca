/** Turns what `readTable` found into one error that a person can act on. */

import type { Table } from '@waymark/contracts';
import type { DataFailure, FailureCollector } from './data-failure.js';
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
  const { failures, failureCount: count, failureSummary: summary } = result;
  assertNoFailures(file, { failures, count, summary });
  return result.table;
}

/** The same for what was collected of a file that is read in pieces. @throws WaymarkError DATA_INVALID. */
export function assertNoFailures(
  file: string,
  { failures, count, summary }: Pick<FailureCollector, 'failures' | 'count' | 'summary'>,
): void {
  if (count === 0) return;
  throw dataInvalid(file, {
    count,
    details: failures.slice(0, maxShown).map(describeFailure),
    summary: summary.map((failure) => `${failure.column}, ${failure.rule}: ${failure.count}`),
  });
}

function describeFailure({ row, column, rule, expected, received }: DataFailure): string {
  const where = row === null ? column : `row ${row}, ${column}`;
  // JSON keeps a line break in the cell from breaking the line.
  return `${where} (${rule}): must be ${expected}; got ${received === '' ? 'a blank' : JSON.stringify(received)}`;
}
