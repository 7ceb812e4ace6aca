/**
 * Picks the decision threshold on validation rows. Only a threshold between two neighbouring scores changes a
 * prediction, so there are as many candidates as distinct scores; one pass over them from the top finds the best.
 */

import { type ScoreGroup, scoreBothClasses } from './scored-rows.js';

/** What a threshold can be chosen for: higher is better. F1 is 2 TP / (2 TP + FP + FN). */
const objectives = {
  f1: ({ truePositives, flagged, positives }: Flagged) => (2 * truePositives) / (flagged + positives),
} satisfies Record<string, (flagged: Flagged) => number>;

interface Flagged {
  readonly truePositives: number;
  /** True and false positives. */
  readonly flagged: number;
  /** All rows of the positive class, flagged or not. */
  readonly positives: number;
}

export interface ThresholdOptions {
  readonly maximise: keyof typeof objectives;
}

/**
 * The threshold with the highest F1 on these rows; of equal ones the highest, which flags the fewest rows.
 *
 * It lies midway between the lowest score that is flagged and the next one below (0 below the last), so that noise in
 * the last digits, such as float32 in serving, flips no row that defined it.
 * Throws EVALUATION_ROWS_INVALID and EVALUATION_ONE_CLASS.
 *
 * @example
 * chooseThreshold(Uint8Array.of(0, 0, 1, 1), [0.1, 0.2, 0.6, 0.9], { maximise: 'f1' }) // => 0.4
 */
export function chooseThreshold(
  labels: Uint8Array,
  probabilities: ArrayLike<number>,
  { maximise }: ThresholdOptions,
): number {
  const { groups } = scoreBothClasses(labels, probabilities);
  const best = bestGroup(groups, objectives[maximise]);
  const score = groups[best]?.score ?? 0;
  const below = groups[best - 1]?.score ?? 0;
  const midway = (score + below) / 2;
  // Between two neighbouring floats there is nothing: midway rounds to one of them, and only the upper one separates.
  return midway > below ? midway : score;
}

/** The index of the lowest group to flag. */
function bestGroup(groups: readonly ScoreGroup[], objective: (flagged: Flagged) => number): number {
  const positives = groups.reduce((total, group) => total + group.positives, 0);
  let best = { index: groups.length - 1, value: 0 };
  let truePositives = 0;
  let flagged = 0;
  for (const [fromTop, group] of groups.toReversed().entries()) {
    truePositives += group.positives;
    flagged += group.positives + group.negatives;
    const value = objective({ truePositives, flagged, positives });
    if (value > best.value) best = { index: groups.length - 1 - fromTop, value };
  }
  return best.index;
}
