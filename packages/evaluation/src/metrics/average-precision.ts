/**
 * Average precision: the precision at each distinct score, weighted by the recall that the score adds. Step-wise, as
 * in scikit-learn's `average_precision_score`; the trapezoid rule would be too optimistic (Davis & Goadrich 2006).
 */

import type { ScoreGroup } from '../scored-rows.js';

/** From 0 to 1; the share of positives for constant scores. NaN when there is no positive row. */
export function averagePrecision(groups: readonly ScoreGroup[]): number {
  let truePositives = 0;
  let flagged = 0;
  let weighted = 0;
  for (const { positives, negatives } of groups.toReversed()) {
    truePositives += positives;
    flagged += positives + negatives;
    // A score without positives adds no recall; skipping it avoids 0/0 where a bootstrap sample starts late.
    if (positives > 0) weighted += positives * (truePositives / flagged);
  }
  return weighted / truePositives;
}
