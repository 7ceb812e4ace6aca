/** All metrics of a binary classifier at once. Each is defined in its own file beside this one. */

import type { MetricValues } from '@waymark/contracts';
import { scoreBothClasses } from '../scored-rows.js';
import { checkThreshold } from './confusion-matrix.js';
import { mapMetrics, metricCatalogue } from './metric-catalogue.js';

/**
 * Scores probabilities of the positive class against labels of 0 and 1.
 *
 * A row is predicted positive when its probability is at least `threshold`.
 * Throws EVALUATION_ROWS_INVALID (lengths, labels, NaN), EVALUATION_ONE_CLASS, EVALUATION_OPTIONS_INVALID.
 *
 * @example
 * binaryMetrics(Uint8Array.of(0, 0, 1, 1), [0.1, 0.4, 0.35, 0.8], 0.5).rocAuc // => 0.75
 */
export function binaryMetrics(
  labels: Uint8Array,
  probabilities: ArrayLike<number>,
  threshold: number,
): MetricValues {
  checkThreshold(threshold);
  const { groups } = scoreBothClasses(labels, probabilities);
  return mapMetrics((name) => metricCatalogue[name].compute(groups, threshold));
}
