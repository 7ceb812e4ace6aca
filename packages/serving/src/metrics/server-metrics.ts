/** The server's Prometheus metrics, in a registry of their own: two servers in one process do not mix. */

import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { BatchCourse, BatchObserver } from '../engine/micro-batcher.js';
import type { ServedModel } from '../host/served-model.js';
import type { PredictionLogCounts } from '../log/jsonl-prediction-sink.js';
import { RolloutMetrics } from '../rollout/rollout-metrics.js';
import { BatchStatistics } from './batch-statistics.js';
import { SampleCounts } from './sample-counts.js';
import { addScrapedMetric, type Sample, type ScrapedMetric } from './scraped-metric.js';

/** What is counted elsewhere. */
export interface MetricSources {
  readonly queuedRows: () => number;
  readonly workerRestarts: () => number;
  /** Undefined when the sink does not count. */
  readonly predictionLog: () => PredictionLogCounts | undefined;
  /** The versions that take traffic. */
  readonly servedModels: () => readonly ServedModel[];
}

const secondBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const rowBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

/** What requests of one kind are counted by. */
interface CountedAnswer {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly counter: { value: number };
}

export class ServerMetrics implements BatchObserver {
  /** By session, for protocols that report them; not among the Prometheus metrics. */
  readonly statistics = new BatchStatistics();
  readonly rollouts = new RolloutMetrics();
  readonly #registry = new Registry();
  readonly #requests = new SampleCounts();
  #lastAnswer: CountedAnswer | undefined;
  readonly #predictions = new SampleCounts();
  readonly #loadFailures = new SampleCounts();
  readonly #requestSeconds = this.#histogram(
    'waymark_request_duration_seconds',
    'Duration of HTTP requests, from the headers to the last byte of the answer',
    secondBuckets,
  );
  readonly #queueSeconds = this.#histogram(
    'waymark_queue_duration_seconds',
    'Time that inference requests wait for their batch',
    secondBuckets,
  );
  readonly #computeSeconds = this.#histogram(
    'waymark_compute_duration_seconds',
    'Time that a batch takes in the worker',
    secondBuckets,
  );
  readonly #batchRows = this.#histogram('waymark_batch_rows', 'Rows in a batch', rowBuckets);

  constructor(sources: MetricSources) {
    for (const metric of [...this.#counted(), ...this.rollouts.scraped, ...readElsewhere(sources)])
      addScrapedMetric(this.#registry, metric);
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Prometheus text format. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }

  requestAnswered(
    route: string,
    method: string,
    answer: { readonly status: number; readonly ms: number },
  ): void {
    const { status, ms } = answer;
    const last = this.#lastAnswer;
    // One request is mostly like the one before it: to compare costs less than to look up.
    if (last?.route === route && last.status === status && last.method === method) last.counter.value += 1;
    else {
      const counter = this.#requests.counter(`${status} ${method} ${route}`, { route, method, status });
      counter.value += 1;
      this.#lastAnswer = { route, method, status, counter };
    }
    this.#requestSeconds.observe(ms / 1000);
  }

  rowsPredicted({ model, version }: ServedModel, rows: number): void {
    this.#predictions.add(`${version} ${model}`, rows, { model, version });
  }

  requestFailed({ target }: ServedModel): void {
    this.statistics.requestFailed(target);
  }

  batchScored(rows: number, computeMs: number, course: BatchCourse): void {
    this.statistics.batchScored(rows, computeMs, course);
    this.#batchRows.observe(rows);
    this.#computeSeconds.observe(computeMs / 1000);
  }

  requestWaited(waitMs: number): void {
    this.#queueSeconds.observe(waitMs / 1000);
  }

  loadFailed(model: string): void {
    this.#loadFailures.add(model, 1, { model });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] });
  }

  #counted(): readonly ScrapedMetric[] {
    return [
      {
        type: 'counter',
        name: 'waymark_http_requests_total',
        help: 'HTTP requests by route pattern, method and status',
        labelNames: ['route', 'method', 'status'],
        read: () => this.#requests.samples,
      },
      {
        type: 'counter',
        name: 'waymark_predictions_total',
        help: 'Rows that were scored and answered',
        labelNames: ['model', 'version'],
        read: () => this.#predictions.samples,
      },
      {
        type: 'counter',
        name: 'waymark_model_load_failures_total',
        help: 'Versions that were refused before they took traffic',
        labelNames: ['model'],
        read: () => this.#loadFailures.samples,
      },
    ];
  }
}

function readElsewhere(sources: MetricSources): readonly ScrapedMetric[] {
  const { queuedRows, workerRestarts, predictionLog, servedModels } = sources;
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
    logCount('written', 'Records of the prediction log that are in its files'),
    logCount('dropped', 'Records of the prediction log that were lost'),
    logCount('errors', 'Writes to the prediction log that failed'),
    {
      type: 'gauge',
      name: 'waymark_model_info',
      help: 'The versions that take traffic; always 1',
      labelNames: ['model', 'version', 'manifest_sha256'],
      read: () => servedModels().map(infoOf),
    },
  ];
}

function one(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

function infoOf({ model, version, manifestSha256 }: ServedModel): Sample {
  return { labels: { model, version, manifest_sha256: manifestSha256 }, value: 1 };
}
