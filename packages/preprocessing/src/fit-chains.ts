/** Fits every chain and cross on the training rows: what fitPreprocessing and crossFitPreprocessing have in common. */

import { type FeatureSchema, featuresOf, type Table } from '@waymark/contracts';
import { invalidPreprocessing, nothingToFit } from './errors.js';
import { crossSchema, type FittedCross, fitCross } from './feature-cross.js';
import {
  chainOf,
  crossesOf,
  type NamedCross,
  type PreprocessingSpec,
  preprocessingProblems,
} from './preprocessing-spec.js';
import { tableProblems, textsOf, valuesOf } from './training-table.js';
import type { CrossFitting, FitInput, FitResult } from './transforms/transform.js';
import {
  type FittedTransform,
  type TransformKind,
  type TransformSpec,
  transformOf,
} from './transforms/transforms.js';

export interface FittedColumn {
  readonly name: string;
  /** The chain, each transform with what it learned; empty for a column that only crosses use. */
  readonly steps: readonly FittedTransform[];
}

export interface FittedCrossColumn extends FittedColumn {
  readonly cross: FittedCross;
}

export interface FittedPreprocessing {
  /** The features, in the schema's order. */
  readonly columns: readonly FittedColumn[];
  /** In the spec's order; their features come behind those of the columns. */
  readonly crosses: readonly FittedCrossColumn[];
}

/** A transform with what it learned from all rows and, where that differs, from the rows outside of each fold. */
interface FittedStep {
  readonly fitted: FittedTransform;
  readonly byFold?: readonly FittedTransform[];
}

interface FittedChain {
  readonly name: string;
  readonly steps: readonly FittedStep[];
}

export interface FittedChains {
  readonly columns: readonly FittedChain[];
  readonly crosses: readonly (FittedChain & { readonly cross: FittedCross })[];
}

interface TrainingRows {
  readonly train: Table;
  /** Left out, no transform may need the target. */
  readonly crossFitting?: CrossFitting;
}

/**
 * Fits the chains of all features and crosses.
 *
 * @throws PREPROCESSING_INVALID, PREPROCESSING_NOTHING_TO_FIT
 */
export function fitChains(spec: PreprocessingSpec, schema: FeatureSchema, rows: TrainingRows): FittedChains {
  const problems = [...preprocessingProblems(spec, schema), ...tableProblems(schema, rows.train)];
  if (problems.length > 0) throw invalidPreprocessing(problems);
  const unfit: string[] = [];
  const columns = featuresOf(schema).map((column) => {
    const input = inputOf({ schema: column, values: valuesOf(rows.train, column.name) }, rows);
    const steps = fitChain(chainOf(spec, column), input);
    if (typeof steps !== 'string') return { name: column.name, steps };
    unfit.push(`${column.name}: ${steps}`);
    return { name: column.name, steps: [] };
  });
  const crosses = crossesOf(spec).flatMap((named) => {
    const fitted = fitCrossChain(named, schema, rows);
    if (typeof fitted !== 'string') return [{ name: named.name, ...fitted }];
    unfit.push(`${named.name}: ${fitted}`);
    return [];
  });
  if (unfit.length > 0) throw nothingToFit(unfit);
  return { columns, crosses };
}

/** What all rows taught, or with `fold` (a position) what the rows of that fold are encoded with. */
export function preprocessingOf({ columns, crosses }: FittedChains, fold?: number): FittedPreprocessing {
  const stepsOf = ({ steps }: FittedChain): readonly FittedTransform[] =>
    steps.map(({ fitted, byFold }) => (fold === undefined ? fitted : (byFold?.[fold] ?? fitted)));
  return {
    columns: columns.map((chain) => ({ name: chain.name, steps: stepsOf(chain) })),
    crosses: crosses.map((chain) => ({ name: chain.name, cross: chain.cross, steps: stepsOf(chain) })),
  };
}

function inputOf(input: FitInput, { crossFitting }: TrainingRows): FitInput {
  return crossFitting === undefined ? input : { ...input, crossFitting };
}

/** The fitted cross and its chain, or why one of the two cannot be fitted. */
function fitCrossChain(
  { name, cross }: NamedCross,
  schema: FeatureSchema,
  rows: TrainingRows,
): { readonly cross: FittedCross; readonly steps: readonly FittedStep[] } | string {
  const crossed = cross.columns.flatMap((column) =>
    featuresOf(schema).filter((feature) => feature.name === column),
  );
  const result = fitCross(
    crossed.map((column) => ({ schema: column, values: textsOf(rows.train, column.name) })),
  );
  if (typeof result === 'string') return result;
  const steps = fitChain(cross.chain, inputOf({ schema: crossSchema(name), values: result.values }, rows));
  return typeof steps === 'string' ? steps : { cross: result.fitted, steps };
}

/** The fitted steps, or why one of them cannot be fitted. */
function fitChain(chain: readonly TransformSpec[], input: FitInput): readonly FittedStep[] | string {
  const steps: FittedStep[] = [];
  let { values } = input;
  for (const spec of chain) {
    const result = fitStep(spec.kind, spec, { ...input, values });
    if (typeof result === 'string') return result;
    const { values: next, ...step } = result;
    steps.push(step);
    values = next;
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
