/** The confusion matrix at a threshold: a row is predicted positive when its score is at least the threshold. */

import type { ConfusionMatrix } from '@waymark/contracts';
import { invalidOptions } from '../errors.js';
import { type ScoreGroup, scoreRows } from '../scored-rows.js';

/**
 * Counts right and wrong predictions. Rows of one class are fine here.
 * Throws EVALUATION_ROWS_INVALID, and EVALUATION_OPTIONS_INVALID for a threshold outside of 0 to 1.
 */
export function confusionMatrix(
  labels: Uint8Array,
  probabilities: ArrayLike<number>,
  threshold: number,
): ConfusionMatrix {
  checkThreshold(threshold);
  return confusionOf(scoreRows(labels, probabilities).groups, threshold);
}

/** As `confusionMatrix`, on rows that are grouped already. */
export function confusionOf(groups: readonly ScoreGroup[], threshold: number): ConfusionMatrix {
  const confusion = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  for (const { score, positives, negatives } of groups) {
    if (score >= threshold) {
      confusion.truePositives += positives;
      confusion.falsePositives += negatives;
    } else {
      confusion.falseNegatives += positives;
      confusion.trueNegatives += negatives;
    }
  }
  return confusion;
}

/** Throws EVALUATION_OPTIONS_INVALID unless the threshold is a number from 0 to 1. */
export function checkThreshold(threshold: number): void {
  if (!(threshold >= 0 && threshold <= 1))
    throw invalidOptions([`threshold must be from 0 to 1; got ${threshold}`]);
}
