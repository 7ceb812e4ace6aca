/**
 * Accuracy, precision, recall and F1: what the confusion matrix says at one threshold. A ratio without a denominator
 * is 0, as with scikit-learn's `zero_division=0`: a model that flags no row gets no credit for precision.
 */

import type { ScoreGroup } from '../scored-rows.js';
import { confusionOf } from './confusion-matrix.js';

/** The share of rows predicted right. */
export function accuracy(groups: readonly ScoreGroup[], threshold: number): number {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusionOf(groups, threshold);
  const right = truePositives + trueNegatives;
  return ratio(right, right + falsePositives + falseNegatives);
}

/** The share of flagged rows that are positive. */
export function precision(groups: readonly ScoreGroup[], threshold: number): number {
  const { truePositives, falsePositives } = confusionOf(groups, threshold);
  return ratio(truePositives, truePositives + falsePositives);
}

/** The share of positive rows that are flagged. */
export function recall(groups: readonly ScoreGroup[], threshold: number): number {
  const { truePositives, falseNegatives } = confusionOf(groups, threshold);
  return ratio(truePositives, truePositives + falseNegatives);
}

/** The harmonic mean of precision and recall. */
export function f1(groups: readonly ScoreGroup[], threshold: number): number {
  const { truePositives, falsePositives, falseNegatives } = confusionOf(groups, threshold);
  return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
