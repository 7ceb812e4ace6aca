/**
 * One row to fill forms and documents with: the first of the bundle's example request. What that lacks, or what this
 * server would refuse, is made up from the schema, so that the example always works.
 */

import { type ColumnSchema, featuresOf, type Row } from '@waymark/contracts';
import type { Cell } from '../engine/tensor-layout.js';
import type { ModelInput } from '../host/model-contract.js';
import type { ServedModel } from '../host/served-model.js';
import { isCell } from '../protocols/cell-rules.js';
import { isJsonObject } from '../protocols/problems.js';

export type ExampleSource = Pick<ServedModel, 'manifest' | 'contract' | 'exampleRequest'>;

/** A valid value for each feature column, in the schema's order. */
export function exampleRow({ manifest, contract, exampleRequest }: ExampleSource): Row {
  const given = firstValues(exampleRequest);
  const cells = featuresOf(manifest.schema).map((column): readonly [string, Cell] => {
    const input = contract.inputs[contract.inputIndex.get(column.name) ?? -1];
    return [column.name, cellOf(column, input, given.get(column.name))];
  });
  return Object.fromEntries(cells);
}

/** The first value of each input, by the input's name. */
function firstValues(request: unknown): ReadonlyMap<unknown, unknown> {
  const inputs: unknown = isJsonObject(request) ? request.inputs : undefined;
  const entries: readonly unknown[] = Array.isArray(inputs) ? inputs : [];
  return new Map(
    entries.flatMap((input) => {
      if (!isJsonObject(input) || !Array.isArray(input.data)) return [];
      const [value]: readonly unknown[] = input.data;
      return [[input.name, value] as const];
    }),
  );
}

function cellOf(column: ColumnSchema, input: ModelInput | undefined, value: unknown): Cell {
  if (input && isCell(input, value)) return value;
  if (column.nullable) return null;
  if (column.type === 'category') return column.values[0] ?? '';
  return column.type === 'text' ? '' : (column.min ?? 0);
}
