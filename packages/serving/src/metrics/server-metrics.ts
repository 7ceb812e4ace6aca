/**
 * What the server counts and how it is told: own histograms and counters for what happens in every request, since those
 * of prom-client cost more than checking a row; prom-client for the process. One server, one of these.
 */

import type { BatchCourse, BatchObserver } from '../engine/micro-batcher.js';
import type { CountedModel } from '../host/served-model.js';
import { RolloutMetrics } from '../rollout/rollout-metrics.js';
import { BatchStatistics } from './batch-statistics.js';
import { acceptedFormat, contentTypes, type ExpositionFormat } from './exposition-format.js';
import { Histogram } from './histogram.js';
import type { MetricFamily } from './metric-family.js';
import { type MetricSources, sourceMetrics } from './metric-sources.js';
import { watchProcess } from './process-metrics.js';
import { renderProtobuf } from './protobuf-exposition.js';
import { RequestFailures } from './request-failures.js';
import { SampleCounts } from './sample-counts.js';
import { type ScrapedMetric, scrape } from './scraped-metric.js';
import { renderOpenMetrics, renderText } from './text-exposition.js';
import { tritonMetrics } from './triton-metrics.js';

export interface ServerMetricsOptions {
  /** Triton's names too. Default false. */
  readonly hasTritonNames?: boolean;
}

/** What `/metrics` answers. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

const secondBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const rowBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

const renderers = {
  text: renderText,
  openmetrics: renderOpenMetrics,
  protobuf: renderProtobuf,
} as const satisfies Record<ExpositionFormat, (families: readonly MetricFamily[]) => string | Uint8Array>;

/** What requests of one kind are counted by. */
interface CountedAnswer {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly counter: { value: number };
}

export class ServerMetrics implements BatchObserver {
  /** By session, for protocols that report them. */
  readonly statistics = new BatchStatistics();
  readonly rollouts = new RolloutMetrics();
  readonly requestSeconds = new Histogram({
    name: 'waymark_request_duration_seconds',
    help: 'Duration of HTTP requests, from the headers to the last byte of the answer',
    bounds: secondBounds,
  });
  readonly queueSeconds = new Histogram({
    name: 'waymark_queue_duration_seconds',
    help: 'Time that inference requests wait for their batch',
    bounds: secondBounds,
  });
  readonly batchSeconds = new Histogram({
    name: 'waymark_batch_duration_seconds',
    help: 'Time of a batch, from the packing of its rows to its outputs',
    bounds: secondBounds,
  });
  readonly computeSeconds = new Histogram({
    name: 'waymark_compute_duration_seconds',
    help: 'Time that a batch takes in the worker',
    bounds: secondBounds,
  });
  readonly batchRows = new Histogram({
    name: 'waymark_batch_rows',
    help: 'Rows in a batch',
    bounds: rowBounds,
  });
  readonly #requests = new SampleCounts();
  #lastAnswer: CountedAnswer | undefined;
  readonly #predictions = new SampleCounts();
  readonly #loadFailures = new SampleCounts();
  readonly #failures = new RequestFailures();
  readonly #scraped: readonly ScrapedMetric[];
  readonly #readProcess = watchProcess();

  constructor(sources: MetricSources, { hasTritonNames = false }: ServerMetricsOptions = {}) {
    const { statistics } = this;
    const failures = this.#failures;
    this.#scraped = [
      ...this.#counted(),
      ...this.rollouts.scraped,
      ...sourceMetrics(sources),
      ...(hasTritonNames ? tritonMetrics({ ...sources, statistics, failures }) : []),
    ];
  }

  /** Everything, in the format that the scraper's Accept header asks for. */
  async expose(accept: string | undefined): Promise<Exposition> {
    const format = acceptedFormat(accept);
    const histograms = [this.requestSeconds, this.queueSeconds, this.batchSeconds, this.computeSeconds];
    const families = [
      ...[...histograms, this.batchRows].map((histogram) => histogram.read()),
      ...this.#scraped.map(scrape),
      ...(await this.#readProcess()),
    ];
    return { contentType: contentTypes[format], body: renderers[format](families) };
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
    this.requestSeconds.observe(ms / 1000);
  }

  rowsPredicted({ model, version }: CountedModel, rows: number): void {
    this.#predictions.add(`${version} ${model}`, rows, { model, version });
  }

  requestFailed(served: CountedModel, error: unknown): void {
    this.statistics.requestFailed(served.target);
    this.#failures.add(served, error);
  }

  /** Before it was read what the request asks for. */
  requestRefused(error: unknown): void {
    this.#failures.add(undefined, error);
  }

  batchScored(rows: number, computeMs: number, course: BatchCourse): void {
    this.statistics.batchScored(rows, computeMs, course);
    this.batchRows.observe(rows);
    this.batchSeconds.observe((course.endedAt - course.beganAt) / 1000);
    this.computeSeconds.observe(computeMs / 1000);
  }

  requestWaited(waitMs: number): void {
    this.queueSeconds.observe(waitMs / 1000);
  }

  loadFailed(model: string): void {
    this.#loadFailures.add(model, 1, { model });
  }

  #counted(): readonly ScrapedMetric[] {
    return [
      {
        type: 'counter',
        name: 'waymark_http_requests_total',
        help: 'HTTP requests by route pattern, method and status',
        read: () => this.#requests.samples,
      },
      {
        type: 'counter',
        name: 'waymark_predictions_total',
        help: 'Rows that were scored and answered',
        read: () => this.#predictions.samples,
      },
      {
        type: 'counter',
        name: 'waymark_model_load_failures_total',
        help: 'Versions that were refused before they took traffic',
        read: () => this.#loadFailures.samples,
      },
      {
        type: 'counter',
        name: 'waymark_requests_shed_total',
        help: 'Inference requests that were refused or dropped before they were begun, by reason',
        read: () => this.#failures.shed,
      },
      {
        type: 'counter',
        name: 'waymark_requests_failed_total',
        help: 'Inference requests that failed in the worker or with it, by reason',
        read: () => this.#failures.failed,
      },
    ];
  }
}
