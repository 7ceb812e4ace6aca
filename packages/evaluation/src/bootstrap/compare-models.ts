/**
 * Compares two models on the same rows. The bootstrap is paired: each sample scores both models on the same drawn
 * rows, so what makes rows hard cancels out, and the difference is far surer than two intervals side by side.
 */

import type { Interval, MetricName } from '@waymark/contracts';
import { invalidOptions } from '../errors.js';
import { checkThreshold } from '../metrics/confusion-matrix.js';
import { metricCatalogue } from '../metrics/metric-catalogue.js';
import { groupsOfSample, type ScoreGroup, scoreBothClasses } from '../scored-rows.js';
import { percentileInterval } from './percentile-interval.js';
import { type BootstrapOptions, bootstrapSettings, drawSample } from './resample.js';
import { seededRandom } from './xoshiro128.js';

export interface Thresholds {
  readonly challenger: number;
  readonly champion: number;
}

export interface ComparisonOptions extends BootstrapOptions {
  readonly metric: MetricName;
  /** Each model's own threshold: needed by accuracy, precision, recall and F1, ignored by the others. */
  readonly thresholds?: Thresholds;
}

export interface Comparison {
  readonly metric: MetricName;
  readonly challenger: number;
  readonly champion: number;
  /** Above 0 the challenger is better, for losses too. */
  readonly difference: Interval;
  readonly rows: number;
}

/** Throws as `binaryMetrics` does, and EVALUATION_OPTIONS_INVALID when a metric lacks the thresholds it needs. */
export function compareModels(
  labels: Uint8Array,
  challenger: ArrayLike<number>,
  champion: ArrayLike<number>,
  options: ComparisonOptions,
): Comparison {
  const { resamples, level, seed } = bootstrapSettings(options);
  const score = pairScorer(options);
  const challengerRows = scoreBothClasses(labels, challenger);
  const championRows = scoreBothClasses(labels, champion);
  const random = seededRandom(seed);
  const differences = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    const sample = drawSample(labels, random);
    const pair = score(groupsOfSample(challengerRows, sample), groupsOfSample(championRows, sample));
    differences[i] = pair.difference;
  }
  const { difference, ...values } = score(challengerRows.groups, championRows.groups);
  return {
    metric: options.metric,
    ...values,
    difference: percentileInterval(difference, differences, level),
    rows: labels.length,
  };
}

type PairScorer = (
  challenger: readonly ScoreGroup[],
  champion: readonly ScoreGroup[],
) => { readonly challenger: number; readonly champion: number; readonly difference: number };

function pairScorer({ metric, thresholds }: ComparisonOptions): PairScorer {
  const { compute, better, usesThreshold } = metricCatalogue[metric];
  if (usesThreshold && !thresholds)
    throw invalidOptions([`thresholds of both models are needed to compare ${metric}; got none`]);
  // Metrics that rank or average ignore the threshold.
  const { challenger: own, champion: other } = thresholds ?? { challenger: 0, champion: 0 };
  checkThreshold(own);
  checkThreshold(other);
  return (challengerGroups, championGroups) => {
    const challenger = compute(challengerGroups, own);
    const champion = compute(championGroups, other);
    return {
      challenger,
      champion,
      difference: better === 'higher' ? challenger - champion : champion - challenger,
    };
  };
}
