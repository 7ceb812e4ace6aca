/**
 * The server's Prometheus metrics, in a registry of their own: two servers in one process do not mix. What is counted
 * on every request keeps its labels resolved.
 */

import {
  Counter,
  type CounterConfiguration,
  collectDefaultMetrics,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  Registry,
} from 'prom-client';
import type { BatchObserver } from './engine/micro-batcher.js';
import type { ServedModel } from './host/served-model.js';
import type { PredictionLogCounts } from './log/jsonl-prediction-sink.js';

/** What is read when the metrics are scraped, instead of being pushed. */
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

type ResolvedCounter = Pick<Counter.Internal, 'inc'>;

export class ServerMetrics implements BatchObserver {
  readonly #registry = new Registry();
  readonly #requests: Counter<'route' | 'method' | 'status'>;
  readonly #predictions: Counter<'model' | 'version'>;
  readonly #loadFailures: Counter<'model'>;
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
  readonly #resolvedRequests = new Map<string, ResolvedCounter>();
  readonly #resolvedPredictions = new WeakMap<ServedModel, ResolvedCounter>();

  constructor(sources: MetricSources) {
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'waymark_http_requests_total',
      help: 'HTTP requests by route pattern, method and status',
      labelNames: ['route', 'method', 'status'],
      registers,
    });
    this.#predictions = new Counter({
      name: 'waymark_predictions_total',
      help: 'Rows that were scored and answered',
      labelNames: ['model', 'version'],
      registers,
    });
    this.#loadFailures = new Counter({
      name: 'waymark_model_load_failures_total',
      help: 'Versions that were refused before they took traffic',
      labelNames: ['model'],
      registers,
    });
    this.#readWhenScraped(sources);
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
    const key = `${method} ${answer.status} ${route}`;
    let counter = this.#resolvedRequests.get(key);
    if (!counter) {
      counter = this.#requests.labels(route, method, String(answer.status));
      this.#resolvedRequests.set(key, counter);
    }
    counter.inc();
    this.#requestSeconds.observe(answer.ms / 1000);
  }

  rowsPredicted(served: ServedModel, rows: number): void {
    let counter = this.#resolvedPredictions.get(served);
    if (!counter) {
      counter = this.#predictions.labels(served.model, String(served.version));
      this.#resolvedPredictions.set(served, counter);
    }
    counter.inc(rows);
  }

  batchScored(rows: number, computeMs: number): void {
    this.#batchRows.observe(rows);
    this.#computeSeconds.observe(computeMs / 1000);
  }

  requestWaited(waitMs: number): void {
    this.#queueSeconds.observe(waitMs / 1000);
  }

  loadFailed(model: string): void {
    this.#loadFailures.inc({ model });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] });
  }

  #readWhenScraped({ queuedRows, workerRestarts, predictionLog, servedModels }: MetricSources): void {
    const registers = [this.#registry];
    const gauge = (options: Pick<GaugeConfiguration<string>, 'name' | 'help'>, read: () => number) =>
      new Gauge({
        ...options,
        registers,
        collect() {
          this.set(read());
        },
      });
    const counter = (options: Pick<CounterConfiguration<string>, 'name' | 'help'>, read: () => number) =>
      new Counter({
        ...options,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    gauge({ name: 'waymark_queue_rows', help: 'Rows that wait for their batch' }, queuedRows);
    counter(
      { name: 'waymark_worker_restarts_total', help: 'Worker processes that ended and were replaced' },
      workerRestarts,
    );
    const log = (read: (counts: PredictionLogCounts) => number) => () => read(predictionLog() ?? noCounts);
    counter(
      { name: 'waymark_prediction_log_written_total', help: 'Log records on disk' },
      log((counts) => counts.written),
    );
    counter(
      { name: 'waymark_prediction_log_dropped_total', help: 'Log records that were lost' },
      log((counts) => counts.dropped),
    );
    counter(
      { name: 'waymark_prediction_log_errors_total', help: 'Writes to the log that failed' },
      log((counts) => counts.errors),
    );
    new Gauge({
      name: 'waymark_model_info',
      help: 'The versions that take traffic; always 1',
      labelNames: ['model', 'version', 'manifest_sha256'],
      registers,
      collect() {
        this.reset();
        for (const { model, version, manifestSha256 } of servedModels())
          this.set({ model, version: String(version), manifest_sha256: manifestSha256 }, 1);
      },
    });
  }
}

const noCounts: PredictionLogCounts = { written: 0, dropped: 0, errors: 0 };
