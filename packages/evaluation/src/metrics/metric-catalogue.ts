/** Every metric: how it is called, which way is better, and what computes it. Adding one starts here. */

import { type MetricName, metricNames } from '@waymark/contracts';
import type { ScoreGroup } from '../scored-rows.js';
import { averagePrecision } from './average-precision.js';
import { brierScore } from './brier-score.js';
import { logLoss } from './log-loss.js';
import { rocAuc } from './roc-auc.js';
import { accuracy, f1, precision, recall } from './threshold-metrics.js';

export interface Metric {
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** Whether the value depends on where the threshold lies. */
  readonly usesThreshold: boolean;
  readonly compute: (groups: readonly ScoreGroup[], threshold: number) => number;
}

export const metricCatalogue = {
  rocAuc: { title: 'ROC-AUC', better: 'higher', usesThreshold: false, compute: rocAuc },
  averagePrecision: {
    title: 'Average precision',
    better: 'higher',
    usesThreshold: false,
    compute: averagePrecision,
  },
  brier: { title: 'Brier score', better: 'lower', usesThreshold: false, compute: brierScore },
  logLoss: { title: 'Log loss', better: 'lower', usesThreshold: false, compute: logLoss },
  accuracy: { title: 'Accuracy', better: 'higher', usesThreshold: true, compute: accuracy },
  precision: { title: 'Precision', better: 'higher', usesThreshold: true, compute: precision },
  recall: { title: 'Recall', better: 'higher', usesThreshold: true, compute: recall },
  f1: { title: 'F1', better: 'higher', usesThreshold: true, compute: f1 },
} satisfies Record<MetricName, Metric>;

/** One value a metric, in the contract's order. */
export function mapMetrics<T>(valueFor: (name: MetricName) => T): Record<MetricName, T> {
  const entries = metricNames.map((name) => [name, valueFor(name)] as const);
  // Safe: metricNames holds every MetricName, and fromEntries only forgets the keys' literal types.
  return Object.fromEntries(entries) as Record<MetricName, T>;
}
