/** Fits every chain on the training rows. The result is plain JSON: what the graph is made from, and nothing else. */

import type { FeatureSchema, Table } from '@waymark/contracts';
import { targetNeeded } from './errors.js';
import { type FittedPreprocessing, fitChains, preprocessingOf } from './fit-chains.js';
import { columnsThatNeedTarget, type PreprocessingSpec } from './preprocessing-spec.js';

/**
 * Fits `spec` on `train`: the training split alone, since what is learned from other rows would leak into the result.
 *
 * @throws PREPROCESSING_INVALID, PREPROCESSING_NOTHING_TO_FIT, PREPROCESSING_TARGET_NEEDED
 */
export function fitPreprocessing(
  spec: PreprocessingSpec,
  schema: FeatureSchema,
  train: Table,
): FittedPreprocessing {
  const columns = columnsThatNeedTarget(spec);
  if (columns.length > 0) throw targetNeeded(columns);
  return preprocessingOf(fitChains(spec, schema, { train }));
}
