/**
 * Brier score: the mean squared distance from the probability to the outcome. Brier 1950; scikit-learn's
 * `brier_score_loss`.
 */

import type { ScoreGroup } from '../scored-rows.js';

/** From 0 (best) to 1. NaN when there are no rows. */
export function brierScore(groups: readonly ScoreGroup[]): number {
  let rows = 0;
  let loss = 0;
  for (const { score, positives, negatives } of groups) {
    rows += positives + negatives;
    loss += positives * (1 - score) ** 2 + negatives * score ** 2;
  }
  return loss / rows;
}
