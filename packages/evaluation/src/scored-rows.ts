/**
 * Labelled rows with their scores, checked and sorted once. Every metric here depends only on how many rows of each
 * class have each distinct score, so ties need no special case, and a bootstrap sample is the same list of scores
 * with other counts: nothing is sorted again.
 */

import { invalidRows, oneClassOnly } from './errors.js';

/** The rows that have one score. */
export interface ScoreGroup {
  readonly score: number;
  readonly positives: number;
  readonly negatives: number;
}

export interface ScoredRows {
  /** 0 or 1 for each row. */
  readonly labels: Uint8Array;
  /** Distinct scores in ascending order. */
  readonly groups: readonly ScoreGroup[];
  /** The index into `groups` of each row's score. */
  readonly groupOfRow: Int32Array;
}

/** Groups rows by score. Throws EVALUATION_ROWS_INVALID with all problems; one class alone is allowed. */
export function scoreRows(labels: Uint8Array, probabilities: ArrayLike<number>): ScoredRows {
  const problems = [...labelProblems(labels), ...probabilityProblems(probabilities)];
  if (labels.length !== probabilities.length)
    problems.push(
      `one probability a label; got ${labels.length} labels, ${probabilities.length} probabilities`,
    );
  if (problems.length > 0) throw invalidRows(problems);

  const { scores, groupOfRow } = distinctScores(Float64Array.from(probabilities));
  const everyRow = Int32Array.from(labels.keys());
  return { labels, groups: countGroups({ labels, scores, groupOfRow }, everyRow), groupOfRow };
}

/** As `scoreRows`, for what needs both classes. Throws EVALUATION_ONE_CLASS too. */
export function scoreBothClasses(labels: Uint8Array, probabilities: ArrayLike<number>): ScoredRows {
  const rows = scoreRows(labels, probabilities);
  const first = labels[0] ?? 0;
  if (labels.every((label) => label === first)) throw oneClassOnly(labels.length, first);
  return rows;
}

/** The groups of a sample of row numbers, which may repeat. Scores that the sample lacks have no rows. */
export function groupsOfSample(rows: ScoredRows, sample: Int32Array): readonly ScoreGroup[] {
  const scores = rows.groups.map((group) => group.score);
  return countGroups({ labels: rows.labels, scores, groupOfRow: rows.groupOfRow }, sample);
}

/** Problems with labels, in words; none when they are fit to score. */
export function labelProblems(labels: Uint8Array): string[] {
  if (labels.length === 0) return ['at least one label is needed; got none'];
  const strange = labels.filter((label) => label > 1).length;
  return strange > 0 ? [`labels must be 0 or 1; ${strange} of ${labels.length} are not`] : [];
}

function probabilityProblems(probabilities: ArrayLike<number>): string[] {
  const strange = Array.from(probabilities).filter((p) => !(p >= 0 && p <= 1)).length;
  return strange > 0
    ? [`probabilities must be from 0 to 1; ${strange} of ${probabilities.length} are NaN or outside`]
    : [];
}

interface Grouping {
  readonly labels: Uint8Array;
  readonly scores: readonly number[];
  readonly groupOfRow: Int32Array;
}

function distinctScores(values: Float64Array): Omit<Grouping, 'labels'> {
  const order = Int32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const scores: number[] = [];
  const groupOfRow = new Int32Array(values.length);
  for (const row of order) {
    const score = values[row] ?? 0;
    if (scores.length === 0 || scores.at(-1) !== score) scores.push(score);
    groupOfRow[row] = scores.length - 1;
  }
  return { scores, groupOfRow };
}

function countGroups({ labels, scores, groupOfRow }: Grouping, sample: Int32Array): readonly ScoreGroup[] {
  const groups = scores.map((score) => ({ score, positives: 0, negatives: 0 }));
  for (const row of sample) {
    const group = groups[groupOfRow[row] ?? -1];
    if (!group) throw new RangeError(`row ${row} is not among the ${groupOfRow.length} scored rows`);
    if (labels[row] === 1) group.positives += 1;
    else group.negatives += 1;
  }
  return groups;
}
