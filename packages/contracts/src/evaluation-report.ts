/** `metrics.json`: how good a model is, each number with its 95 % bootstrap interval. */

import { z } from 'zod';
import { formatVersion } from './format.js';

export const metricNames = [
  'rocAuc',
  'averagePrecision',
  'brier',
  'logLoss',
  'accuracy',
  'precision',
  'recall',
  'f1',
] as const;
export type MetricName = (typeof metricNames)[number];

const metricValues = z.record(z.enum(metricNames), z.number());
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const counts = z.strictObject({ rows: z.int(), positives: z.int() });

export const evaluationReport = z.strictObject({
  formatVersion: formatVersion(1),
  model: z.string(),
  dataSource: z.string(),
  positiveClass: z.string(),
  threshold: z.number(),
  splits: z.strictObject({ train: counts, validation: counts, test: counts }),
  /** On the test split. */
  metrics: z.record(z.enum(metricNames), interval),
  confusion: z.strictObject({
    truePositives: z.int(),
    falsePositives: z.int(),
    falseNegatives: z.int(),
    trueNegatives: z.int(),
  }),
  /** The same metrics of simple models on the same rows: `majority` and `logistic`. */
  baselines: z.record(z.string(), metricValues),
  bootstrap: z.strictObject({ resamples: z.int(), level: z.number(), seed: z.int() }),
  training: z.strictObject({
    kind: z.string(),
    backend: z.string(),
    seed: z.int(),
    epochs: z.int(),
    bestEpoch: z.int(),
  }),
  /** tfjs against onnxruntime on the golden rows. */
  parity: z.strictObject({ rows: z.int(), maxAbsDifference: z.number(), tolerance: z.number() }),
});

export type EvaluationReport = z.infer<typeof evaluationReport>;
export type Interval = z.infer<typeof interval>;
export type MetricValues = Readonly<Record<MetricName, number>>;
export type ConfusionMatrix = EvaluationReport['confusion'];
