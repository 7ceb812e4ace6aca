/**
 * Rows as columns: `{column: [values]}`, all of one length; a model of one input takes the bare list of its values too.
 * What TensorFlow Serving and MLflow call `inputs`.
 */

import type { RequestRows } from '../../engine/tensor-layout.js';
import type { ModelContract } from '../../host/model-contract.js';
import { requestInvalid } from '../../http/errors.js';
import { isJsonObject, type JsonObject, kindOf, Problems } from '../problems.js';
import { collectRows, type RowOptions, readCell } from './collect-rows.js';
import { columnNameProblems } from './column-names.js';

/**
 * @param inputs As the request has them.
 * @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`.
 */
export function parseColumns(inputs: unknown, options: RowOptions): RequestRows {
  const columns = columnsOf(inputs, options.contract);
  const rows = Array.from(columns[0] ?? [], (_, row) => row);
  return collectRows(rows, options, (row, _, context) => {
    for (const [i, input] of context.contract.inputs.entries())
      readCell(columns[i]?.[row], { row, input }, context);
  });
}

/** The values of each input, all as many. */
function columnsOf(inputs: unknown, contract: ModelContract): readonly (readonly unknown[])[] {
  const named = namedColumns(inputs, contract);
  const problems = new Problems();
  for (const problem of columnNameProblems(Object.keys(named), contract)) problems.add(`inputs: ${problem}`);
  const columns: (readonly unknown[])[] = [];
  for (const { name } of contract.inputs) {
    if (!Object.hasOwn(named, name)) continue;
    const values = named[name];
    const problem = columnProblem(values, columns[0]?.length);
    if (problem !== undefined) problems.add(`column ${name} ${problem}`);
    else if (Array.isArray(values)) columns.push(values);
  }
  problems.throwIfAny();
  return columns;
}

function columnProblem(values: unknown, rows: number | undefined): string | undefined {
  if (!Array.isArray(values)) return `must be a list of values, got ${kindOf(values)}`;
  if (values.length === 0) return 'must have at least one value';
  const differs = rows !== undefined && values.length !== rows;
  return differs ? `must have ${rows} values as the columns before it, got ${values.length}` : undefined;
}

function namedColumns(inputs: unknown, contract: ModelContract): JsonObject {
  const [input, ...others] = contract.inputs;
  if (isJsonObject(inputs)) return inputs;
  if (Array.isArray(inputs) && input && others.length === 0) return { [input.name]: inputs };
  throw requestInvalid([`inputs must be an object {column: [values]}, got ${kindOf(inputs)}`]);
}
