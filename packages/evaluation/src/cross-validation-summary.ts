/** What the folds of a cross-validation say together. */

import type { MetricName, MetricValues } from '@waymark/contracts';
import { invalidOptions } from './errors.js';
import { mapMetrics } from './metrics/metric-catalogue.js';

export interface FoldSummary {
  readonly mean: number;
  /** Of the folds' values, with n - 1. The folds share training rows: it is no standard error of the mean. */
  readonly standardDeviation: number;
}

/** Mean and standard deviation a metric. Throws EVALUATION_OPTIONS_INVALID for fewer than two folds. */
export function crossValidationSummary(
  foldValues: readonly MetricValues[],
): Readonly<Record<MetricName, FoldSummary>> {
  if (foldValues.length < 2) throw invalidOptions([`at least 2 folds are needed; got ${foldValues.length}`]);
  return mapMetrics((name) => summarise(foldValues.map((values) => values[name])));
}

function summarise(values: readonly number[]): FoldSummary {
  const mean = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return { mean, standardDeviation: Math.sqrt(squares / (values.length - 1)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
