/** Metrics of what is counted elsewhere: the queue, the worker processes, the prediction log, the versions that serve. */

import type { CountedModel } from '../host/served-model.js';
import type { PredictionLogCounts } from '../log/jsonl-prediction-sink.js';
import type { Sample } from './metric-family.js';
import type { ScrapedMetric } from './scraped-metric.js';

/** Where it is counted. */
export interface MetricSources {
  readonly queuedRows: () => number;
  /** Requests to a version that wait for their batch. */
  readonly queuedRequests: (served: CountedModel) => number;
  readonly workerRestarts: () => number;
  /** Of each worker process. */
  readonly workerBytes: () => readonly number[];
  /** Undefined when the sink does not count. */
  readonly predictionLog: () => PredictionLogCounts | undefined;
  /** The versions that take traffic. */
  readonly servedModels: () => readonly CountedModel[];
}

export function sourceMetrics(sources: MetricSources): readonly ScrapedMetric[] {
  const { queuedRows, workerRestarts, workerBytes, predictionLog, servedModels } = sources;
  const logCount = (name: keyof PredictionLogCounts, help: string): ScrapedMetric => ({
    type: 'counter',
    name: `waymark_prediction_log_${name}_total`,
    help,
    read: () => one(predictionLog()?.[name] ?? 0),
  });
  return [
    {
      type: 'gauge',
      name: 'waymark_queue_rows',
      help: 'Rows that wait for their batch',
      read: () => one(queuedRows()),
    },
    {
      type: 'counter',
      name: 'waymark_worker_restarts_total',
      help: 'Worker processes that ended and were replaced',
      read: () => one(workerRestarts()),
    },
    {
      type: 'gauge',
      name: 'waymark_worker_resident_bytes',
      help: 'Memory of each worker process with all models that it holds',
      read: () => workerBytes().map((value, worker) => ({ labels: { worker }, value })),
    },
    logCount('written', 'Records of the prediction log that are in its files'),
    logCount('dropped', 'Records of the prediction log that were lost'),
    logCount('unsampled', 'Predictions that were left out, since only a share is logged'),
    logCount('errors', 'Writes to the prediction log that failed'),
    {
      type: 'gauge',
      name: 'waymark_model_info',
      help: 'The versions that take traffic; always 1',
      read: () => servedModels().map(infoOf),
    },
  ];
}

function one(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

function infoOf({ model, version, manifestSha256 }: CountedModel): Sample {
  return { labels: { model, version, manifest_sha256: manifestSha256 }, value: 1 };
}
