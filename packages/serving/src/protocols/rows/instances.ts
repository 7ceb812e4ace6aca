/**
 * Rows as people write them: `{"instances": [{column: value}]}`. Every feature column is there, null where a value is
 * missing; a misspelt column is an error and never a missing value.
 */

import type { Cell, RequestRows } from '../../engine/tensor-layout.js';
import { tooManyRows } from '../../errors.js';
import type { ModelContract, ModelInput } from '../../host/model-contract.js';
import { cellProblem, isCell } from '../cell-rules.js';
import { isJsonObject, kindOf, Problems, quoted } from '../problems.js';

export interface InstanceLimits {
  readonly maxRequestRows: number;
}

/** @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`. */
export function parseInstances(
  body: unknown,
  contract: ModelContract,
  { maxRequestRows }: InstanceLimits,
): RequestRows {
  const problems = new Problems();
  const instances: unknown = isJsonObject(body) ? body.instances : undefined;
  if (!Array.isArray(instances) || instances.length === 0)
    problems.add(`the body must be {"instances": [{column: value}]} with at least one row`);
  problems.throwIfAny();
  const rows: readonly unknown[] = Array.isArray(instances) ? instances : [];
  if (rows.length > maxRequestRows) throw tooManyRows(rows.length, maxRequestRows);
  const cells: Cell[] = [];
  rows.forEach((instance, row) => {
    if (isJsonObject(instance)) readInstance(instance, row, { contract, cells, problems });
    else problems.add(`row ${row} must be an object {column: value}, got ${kindOf(instance)}`);
  });
  problems.throwIfAny();
  return { rows: rows.length, cells };
}

interface InstanceContext {
  readonly contract: ModelContract;
  /** Where the values go, row by row. */
  readonly cells: Cell[];
  readonly problems: Problems;
}

function readInstance(
  instance: Readonly<Record<string, unknown>>,
  row: number,
  { contract, cells, problems }: InstanceContext,
): void {
  const { inputs, inputIndex } = contract;
  const unknown = Object.keys(instance).filter((name) => !inputIndex.has(name));
  if (unknown.length > 0) problems.add(`row ${row}: unknown columns ${unknown.map(quoted).join(', ')}`);
  const missing = inputs.filter(({ name }) => !Object.hasOwn(instance, name));
  if (missing.length > 0) problems.add(`row ${row}: missing columns ${missing.map(describe).join(', ')}`);
  for (const input of inputs) {
    if (!Object.hasOwn(instance, input.name)) continue;
    const value = instance[input.name];
    if (isCell(input, value)) cells.push(value);
    else problems.add(`row ${row}, column ${input.name}: ${cellProblem(input, value)}`);
  }
}

function describe({ name, nullable }: ModelInput): string {
  return nullable ? `${name} (null when it is not known)` : name;
}
