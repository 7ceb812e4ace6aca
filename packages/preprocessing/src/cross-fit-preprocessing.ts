/**
 * Fits chains that may learn from the target, without letting a training row see its own:
 *
 *   all rows             -> fitted          (served; encodes every row that is not a training row)
 *   rows outside fold k  -> folds[k].fitted (encodes the rows of fold k for the training matrix)
 *
 * Only the target encoders' numbers differ between the two: all else is fitted once, on all rows, so that every fold
 * has the same columns on the same scale. The same nodes make the training matrix and serve.
 */

import type { FeatureSchema, NumberColumn, Table } from '@waymark/contracts';
import { invalidFolds } from './errors.js';
import { type FittedPreprocessing, fitChains, preprocessingOf } from './fit-chains.js';
import { columnsThatNeedTarget, type PreprocessingSpec } from './preprocessing-spec.js';
import type { CrossFitting } from './transforms/transform.js';

export interface CrossFitOptions {
  /** What is predicted, one a row, finite: 0 and 1 for two classes, or a number. */
  readonly target: NumberColumn | Uint8Array;
  /** The fold of each row, as stratifiedFolds of @waymark/data deals them; at least two folds. */
  readonly foldOf: Uint8Array;
}

/** Training rows, and what may encode them. */
export interface FittedFold {
  /** Ascending. */
  readonly rows: Uint32Array;
  readonly fitted: FittedPreprocessing;
}

export interface CrossFittedPreprocessing {
  /** What all training rows taught: for serving, and for every row that is not one of them. */
  readonly fitted: FittedPreprocessing;
  /** Each training row once. A spec that does not look at the target has one part, encoded as it will be served. */
  readonly folds: readonly FittedFold[];
}

/**
 * Fits `spec` on `train`, cross-fitted where a transform learns from the target.
 *
 * @throws PREPROCESSING_INVALID, PREPROCESSING_NOTHING_TO_FIT, PREPROCESSING_FOLDS_INVALID
 */
export function crossFitPreprocessing(
  spec: PreprocessingSpec,
  schema: FeatureSchema,
  train: Table,
  options: CrossFitOptions,
): CrossFittedPreprocessing {
  const crossFitting = crossFittingOf(options, train.rows);
  const chains = fitChains(spec, schema, { train, crossFitting });
  const fitted = preprocessingOf(chains);
  if (columnsThatNeedTarget(spec).length === 0)
    return { fitted, folds: [{ rows: Uint32Array.from({ length: train.rows }, (_, row) => row), fitted }] };
  const folds = crossFitting.folds.map((fold, position) => ({
    rows: Uint32Array.from(options.foldOf.keys()).filter((row) => options.foldOf[row] === fold),
    fitted: preprocessingOf(chains, position),
  }));
  return { fitted, folds };
}

function crossFittingOf({ target, foldOf }: CrossFitOptions, rows: number): CrossFitting {
  const folds = [...new Set(foldOf)].sort((a, b) => a - b);
  const problems: string[] = [];
  if (target.length !== rows) problems.push(`target has ${target.length} numbers for ${rows} rows`);
  if (!target.every((number) => Number.isFinite(number)))
    problems.push('target has numbers that are not finite');
  if (foldOf.length !== rows) problems.push(`foldOf has ${foldOf.length} folds for ${rows} rows`);
  if (folds.length < 2) problems.push(`foldOf names ${folds.length} folds; there must be at least 2`);
  if (problems.length > 0) throw invalidFolds(problems);
  return { target: Float64Array.from(target), foldOf, folds };
}
