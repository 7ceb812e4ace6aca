/** Fits every chain on the training rows. The result is plain JSON: what the graph is made from, and nothing else. */

import { type Column, type FeatureSchema, featuresOf, isNumeric, type Table } from '@waymark/contracts';
import { invalidPreprocessing, nothingToFit } from './errors.js';
import { chainOf, type PreprocessingSpec, preprocessingProblems } from './preprocessing-spec.js';
import type { FitInput, FitResult } from './transforms/transform.js';
import {
  type FittedTransform,
  type TransformKind,
  type TransformSpec,
  transformOf,
} from './transforms/transforms.js';

export interface FittedColumn {
  readonly name: string;
  /** The chain, each transform with what it learned. */
  readonly steps: readonly FittedTransform[];
}

export interface FittedPreprocessing {
  /** The features, in the schema's order. */
  readonly columns: readonly FittedColumn[];
}

/**
 * Fits `spec` on `train`: the training split alone, since what is learned from other rows would leak into the result.
 *
 * @throws PREPROCESSING_INVALID, PREPROCESSING_NOTHING_TO_FIT
 */
export function fitPreprocessing(
  spec: PreprocessingSpec,
  schema: FeatureSchema,
  train: Table,
): FittedPreprocessing {
  const problems = [...preprocessingProblems(spec, schema), ...tableProblems(schema, train)];
  if (problems.length > 0) throw invalidPreprocessing(problems);
  const unfit: string[] = [];
  const columns = featuresOf(schema).map((column) => {
    const result = fitChain(chainOf(spec, column), { schema: column, values: valuesOf(train, column.name) });
    if (typeof result !== 'string') return { name: column.name, steps: result };
    unfit.push(`${column.name}: ${result}`);
    return { name: column.name, steps: [] };
  });
  if (unfit.length > 0) throw nothingToFit(unfit);
  return { columns };
}

/** The fitted steps, or why one of them cannot be fitted. */
function fitChain(chain: readonly TransformSpec[], input: FitInput): readonly FittedTransform[] | string {
  const steps: FittedTransform[] = [];
  let { values } = input;
  for (const spec of chain) {
    const result = fitStep(spec.kind, spec, { ...input, values });
    if (typeof result === 'string') return result;
    steps.push(result.fitted);
    values = result.values;
  }
  return steps;
}

function fitStep<Kind extends TransformKind>(
  kind: Kind,
  spec: TransformSpec<Kind>,
  input: FitInput,
): FitResult<FittedTransform<Kind>> | string {
  return transformOf(kind).fit(spec, input);
}

function tableProblems(schema: FeatureSchema, train: Table): readonly string[] {
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

function valuesOf(table: Table, name: string): Column {
  return table.columns[name] ?? [];
}
