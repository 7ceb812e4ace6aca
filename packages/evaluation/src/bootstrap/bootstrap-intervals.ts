/** Bootstrap intervals of all metrics, from the same samples. */

import { type Interval, type MetricName, metricNames } from '@waymark/contracts';
import { checkThreshold } from '../metrics/confusion-matrix.js';
import { mapMetrics, metricCatalogue } from '../metrics/metric-catalogue.js';
import { groupsOfSample, scoreBothClasses } from '../scored-rows.js';
import { percentileInterval } from './percentile-interval.js';
import { type BootstrapOptions, bootstrapSettings, drawSample } from './resample.js';
import { seededRandom } from './xoshiro128.js';

/**
 * Each metric on the rows (`value`) with its percentile bootstrap interval.
 *
 * Says how much the numbers would vary with other test rows; not with other training rows or seeds.
 * The same input and seed give the same bits. Throws as `binaryMetrics` does.
 */
export function bootstrapIntervals(
  labels: Uint8Array,
  probabilities: ArrayLike<number>,
  threshold: number,
  options: BootstrapOptions,
): Record<MetricName, Interval> {
  checkThreshold(threshold);
  const { resamples, level, seed } = bootstrapSettings(options);
  const rows = scoreBothClasses(labels, probabilities);
  const random = seededRandom(seed);
  const estimates = mapMetrics(() => new Float64Array(resamples));
  for (let i = 0; i < resamples; i++) {
    const groups = groupsOfSample(rows, drawSample(labels, random));
    for (const name of metricNames) estimates[name][i] = metricCatalogue[name].compute(groups, threshold);
  }
  return mapMetrics((name) =>
    percentileInterval(metricCatalogue[name].compute(rows.groups, threshold), estimates[name], level),
  );
}
