/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, where a tie counts half
 * (mid-ranks). Hanley & McNeil 1982; the same number as scikit-learn's `roc_auc_score`.
 */

import type { ScoreGroup } from '../scored-rows.js';

/** From 0 to 1; 0.5 for constant scores. NaN when a class has no rows. */
export function rocAuc(groups: readonly ScoreGroup[]): number {
  let positives = 0;
  let negativesBelow = 0;
  let pairsWon = 0;
  for (const group of groups) {
    pairsWon += group.positives * (negativesBelow + group.negatives / 2);
    positives += group.positives;
    negativesBelow += group.negatives;
  }
  return pairsWon / (positives * negativesBelow);
}
