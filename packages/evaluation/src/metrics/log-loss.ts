/**
 * Log loss: the mean negative natural logarithm of the probability given to what happened. scikit-learn's `log_loss`,
 * apart from the clip: it takes the float type's epsilon, we take 1e-15 whatever type the scores came in.
 */

import type { ScoreGroup } from '../scored-rows.js';

/** A sure and wrong prediction costs 34.5 rather than infinity, so that one row cannot hide all others. */
const clip = 1e-15;

/** From 0 (best) upwards. NaN when there are no rows. */
export function logLoss(groups: readonly ScoreGroup[]): number {
  let rows = 0;
  let loss = 0;
  for (const { score, positives, negatives } of groups) {
    rows += positives + negatives;
    if (positives > 0) loss -= positives * Math.log(Math.max(score, clip));
    if (negatives > 0) loss -= negatives * Math.log(Math.max(1 - score, clip));
  }
  return loss / rows;
}
