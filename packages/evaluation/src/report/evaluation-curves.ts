/**
 * What the charts of an evaluation draw: ROC, precision-recall, calibration and the scores' distribution. Numbers
 * only, thinned, so that a report stays small however many rows were scored.
 */

import { type ScoredRows, type ScoreGroup, scoreBothClasses } from '../scored-rows.js';

export interface RocPoint {
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

export interface PrecisionRecallPoint {
  readonly recall: number;
  readonly precision: number;
}

/** Rows with low <= score < high; the last bin holds its upper end too. */
export interface ScoreBin {
  readonly low: number;
  readonly high: number;
  readonly positives: number;
  readonly negatives: number;
}

export interface CalibrationBin extends ScoreBin {
  /** Mean predicted probability and share of positives; null for a bin without rows. */
  readonly meanProbability: number | null;
  readonly positiveRate: number | null;
}

export interface EvaluationCurves {
  /** From (0, 0) to (1, 1), falling threshold. */
  readonly roc: readonly RocPoint[];
  /** Rising recall, falling threshold. Steps: between two points the precision is that of the later one. */
  readonly precisionRecall: readonly PrecisionRecallPoint[];
  /** 10 bins of equal width. */
  readonly calibration: readonly CalibrationBin[];
  /** 20 bins of equal width. */
  readonly histogram: readonly ScoreBin[];
}

const maximumPoints = 200;

/** Computes all curves. Throws EVALUATION_ROWS_INVALID and EVALUATION_ONE_CLASS. */
export function evaluationCurves(labels: Uint8Array, probabilities: ArrayLike<number>): EvaluationCurves {
  const rows = scoreBothClasses(labels, probabilities);
  const steps = thresholdSteps(rows);
  const { positives, negatives } = steps.at(-1) ?? { positives: 0, negatives: 0 };
  const roc = steps.map((step) => ({
    falsePositiveRate: step.negatives / negatives,
    truePositiveRate: step.positives / positives,
  }));
  const precisionRecall = steps.map((step) => ({
    recall: step.positives / positives,
    precision: step.positives / (step.positives + step.negatives),
  }));
  return {
    roc: thin([{ falsePositiveRate: 0, truePositiveRate: 0 }, ...roc]),
    precisionRecall: thin(precisionRecall),
    calibration: groupsByBin(rows.groups, 10).map(calibrationBin),
    histogram: groupsByBin(rows.groups, 20).map(({ groups: _, ...bin }) => bin),
  };
}

/** Rows of each class that score at least each distinct score, highest score first. */
function thresholdSteps({ groups }: ScoredRows): readonly Omit<ScoreGroup, 'score'>[] {
  let positives = 0;
  let negatives = 0;
  return groups.toReversed().map((group) => {
    positives += group.positives;
    negatives += group.negatives;
    return { positives, negatives };
  });
}

/** Evenly chosen points; the first and the last one stay. */
function thin<T>(points: readonly T[]): readonly T[] {
  if (points.length <= maximumPoints) return points;
  const stride = (points.length - 1) / (maximumPoints - 1);
  const kept = new Set(Array.from({ length: maximumPoints }, (_, i) => Math.round(i * stride)));
  return points.filter((_, i) => kept.has(i));
}

interface GroupedBin extends ScoreBin {
  readonly groups: readonly ScoreGroup[];
}

function groupsByBin(groups: readonly ScoreGroup[], bins: number): readonly GroupedBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const inside = groups.filter(({ score }) => Math.min(Math.floor(score * bins), bins - 1) === bin);
    return {
      low: bin / bins,
      high: (bin + 1) / bins,
      positives: inside.reduce((total, group) => total + group.positives, 0),
      negatives: inside.reduce((total, group) => total + group.negatives, 0),
      groups: inside,
    };
  });
}

function calibrationBin({ groups, ...bin }: GroupedBin): CalibrationBin {
  const rows = bin.positives + bin.negatives;
  if (rows === 0) return { ...bin, meanProbability: null, positiveRate: null };
  const sum = groups.reduce(
    (total, { score, positives, negatives }) => total + score * (positives + negatives),
    0,
  );
  return { ...bin, meanProbability: sum / rows, positiveRate: bin.positives / rows };
}
