/**
 * Rows as people write them: objects `{column: value}` with null where a value is missing, or lists of values in the
 * order of the model's inputs; a model of one input takes the bare values too. Each row may choose its form.
 */

import type { RequestRows } from '../../engine/tensor-layout.js';
import { requestInvalid } from '../../http/errors.js';
import { isJsonObject, type JsonObject, kindOf } from '../problems.js';
import { collectRows, type RowContext, type RowOptions, readCell } from './collect-rows.js';
import { columnNameProblems } from './column-names.js';

/**
 * @param instances As the request has them under `key`.
 * @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`.
 */
export function parseInstances(instances: unknown, key: string, options: RowOptions): RequestRows {
  if (!Array.isArray(instances) || instances.length === 0)
    throw requestInvalid([`${key} must be a list [{column: value}] with at least one row`]);
  const rows: readonly unknown[] = instances;
  return collectRows(rows, options, readInstance);
}

function readInstance(instance: unknown, row: number, context: RowContext): void {
  const [input, ...others] = context.contract.inputs;
  if (isJsonObject(instance)) readObject(instance, row, context);
  else if (Array.isArray(instance)) readList(instance, row, context);
  else if (input && others.length === 0) readCell(instance, { row, input }, context);
  else
    context.problems.add(
      `row ${row} must be an object {column: value} or a list of values, got ${kindOf(instance)}`,
    );
}

function readObject(instance: JsonObject, row: number, context: RowContext): void {
  const { contract, problems } = context;
  for (const problem of columnNameProblems(Object.keys(instance), contract))
    problems.add(`row ${row}: ${problem}`);
  for (const input of contract.inputs)
    if (Object.hasOwn(instance, input.name)) readCell(instance[input.name], { row, input }, context);
}

function readList(values: readonly unknown[], row: number, context: RowContext): void {
  const { inputs } = context.contract;
  if (values.length !== inputs.length) {
    const names = inputs.map(({ name }) => name).join(', ');
    context.problems.add(
      `row ${row} must have ${inputs.length} values, in the order ${names}; got ${values.length}`,
    );
    return;
  }
  for (const [i, input] of inputs.entries()) readCell(values[i], { row, input }, context);
}
