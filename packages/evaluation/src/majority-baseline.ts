/** The baseline that a model must beat to be worth its trouble: it knows only how common the positive class is. */

import type { MetricValues } from '@waymark/contracts';
import { invalidRows } from './errors.js';
import { binaryMetrics } from './metrics/binary-metrics.js';
import { labelProblems } from './scored-rows.js';

/**
 * The metrics of predicting the training rows' share of positives for every test row.
 *
 * At a threshold up to that share it flags every row, above it none. Throws as `binaryMetrics` does.
 */
export function majorityBaseline(
  trainLabels: Uint8Array,
  testLabels: Uint8Array,
  threshold: number,
): MetricValues {
  const problems = labelProblems(trainLabels);
  if (problems.length > 0) throw invalidRows(problems.map((problem) => `training rows: ${problem}`));
  const positives = trainLabels.filter((label) => label === 1).length;
  const share = positives / trainLabels.length;
  return binaryMetrics(testLabels, new Float64Array(testLabels.length).fill(share), threshold);
}
