/** Metrics of what is counted elsewhere: the queue, the worker processes, the prediction log, the versions that serve. */

import type { CountedModel } from '../host/served-model.js';
import type { PredictionLogCounts } from '../log/jsonl-sink-options.js';
import type { Sample } from './metric-family.js';
import type { ScrapedMetric } from './scraped-metric.js';

/** Worker processes that are told of together, and their queues. */
export interface WorkerPool {
  /** `shared`: all models that serve are in them. `trial`: those of versions that are proven, or stand beside a champion. */
  readonly pool: 'shared' | 'trial';
  /** Rows that wait for their batch. */
  readonly queuedRows: number;
  /** Processes that ended and were replaced. It never falls, whatever becomes of the versions. */
  readonly restarts: number;
  /** Of each process. */
  readonly residentBytes: readonly number[];
}

/** Where it is counted. */
export interface MetricSources {
  readonly workerPools: () => readonly WorkerPool[];
  /** Requests to a version that wait for their batch. */
  readonly queuedRequests: (served: CountedModel) => number;
  /** Undefined when the sink does not count. */
  readonly predictionLog: () => PredictionLogCounts | undefined;
  /** The versions that take traffic. */
  readonly servedModels: () => readonly CountedModel[];
}

export function sourceMetrics(sources: MetricSources): readonly ScrapedMetric[] {
  const { workerPools, predictionLog, servedModels } = sources;
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
      read: () => workerPools().map(({ pool, queuedRows }) => ({ labels: { pool }, value: queuedRows })),
    },
    {
      type: 'counter',
      name: 'waymark_worker_restarts_total',
      help: 'Worker processes that ended and were replaced',
      read: () => workerPools().map(({ pool, restarts }) => ({ labels: { pool }, value: restarts })),
    },
    {
      type: 'gauge',
      name: 'waymark_worker_resident_bytes',
      help: 'Memory of each worker process with all models that it holds',
      read: () => workerPools().flatMap(memoryOf),
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

function memoryOf({ pool, residentBytes }: WorkerPool): readonly Sample[] {
  return residentBytes.map((value, worker) => ({ labels: { pool, worker }, value }));
}

function infoOf({ model, version, manifestSha256 }: CountedModel): Sample {
  return { labels: { model, version, manifest_sha256: manifestSha256 }, value: 1 };
}
