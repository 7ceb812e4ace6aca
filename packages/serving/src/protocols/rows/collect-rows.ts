/**
 * The cells of a request's rows, whatever form they came in: a form says how one of its rows is read. The limit, the
 * rules of a cell and the telling of all problems at once are the same for every form, and so for every protocol.
 */

import type { Cell, RequestRows } from '../../engine/tensor-layout.js';
import type { ModelContract, ModelInput } from '../../host/model-contract.js';
import { tooManyRows } from '../../http/errors.js';
import { cellProblem, isCell } from '../cell-rules.js';
import { Problems } from '../problems.js';
import type { RequestLimits } from '../request-limits.js';

export interface RowOptions {
  readonly contract: ModelContract;
  readonly limits: RequestLimits;
}

export interface RowContext {
  readonly contract: ModelContract;
  /** Where the values go, row by row. */
  readonly cells: Cell[];
  readonly problems: Problems;
}

/** @throws `REQUEST_INVALID` with the problems of all rows, `TOO_MANY_ROWS`. */
export function collectRows<Row>(
  rows: readonly Row[],
  { contract, limits }: RowOptions,
  readRow: (row: Row, index: number, context: RowContext) => void,
): RequestRows {
  if (rows.length > limits.maxRequestRows) throw tooManyRows(rows.length, limits.maxRequestRows);
  const context: RowContext = { contract, cells: [], problems: new Problems() };
  for (const [index, row] of rows.entries()) readRow(row, index, context);
  context.problems.throwIfAny();
  return { rows: rows.length, cells: context.cells };
}

/** Checks a value and keeps it, or tells what is wrong with it. */
export function readCell(
  value: unknown,
  { row, input }: { readonly row: number; readonly input: ModelInput },
  { cells, problems }: RowContext,
): void {
  if (isCell(input, value)) cells.push(value);
  else problems.add(`row ${row}, column ${input.name}: ${cellProblem(input, value)}`);
}
