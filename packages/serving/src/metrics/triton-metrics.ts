/**
 * Triton's metrics (docs/user_guide/metrics.md) under Triton's names, for dashboards and autoscalers that were made for
 * it: the statistics of the versions that serve, in microseconds. As there, a request with more rows than a batch counts
 * once for each part. Its summaries, its cache and its GPUs are left out.
 */

import type { CountedModel } from '../host/served-model.js';
import type { BatchStatistics, SessionStatistics } from './batch-statistics.js';
import type { RequestFailures } from './request-failures.js';
import type { ScrapedMetric } from './scraped-metric.js';

export interface TritonMetricSources {
  readonly servedModels: () => readonly CountedModel[];
  /** Requests that wait for their batch. */
  readonly queuedRequests: (served: CountedModel) => number;
  readonly statistics: BatchStatistics;
  readonly failures: RequestFailures;
}

interface TritonCounter {
  readonly name: string;
  readonly help: string;
  readonly measure: (session: SessionStatistics) => number;
}

const counters: readonly TritonCounter[] = [
  { name: 'request_success', help: 'Requests that were scored', measure: ({ queue }) => queue.count },
  { name: 'count', help: 'Rows that were scored', measure: ({ rows }) => rows },
  { name: 'exec_count', help: 'Batches that were scored', measure: batchCount },
  {
    name: 'request_duration_us',
    help: 'Time of requests, waiting and in their batch',
    measure: ({ queue, input, infer, output }) => microseconds(queue.ms + input.ms + infer.ms + output.ms),
  },
  {
    name: 'queue_duration_us',
    help: 'Time that requests waited for their batch',
    measure: ({ queue }) => microseconds(queue.ms),
  },
  {
    name: 'compute_input_duration_us',
    help: 'Time of requests while their batch was packed',
    measure: ({ input }) => microseconds(input.ms),
  },
  {
    name: 'compute_infer_duration_us',
    help: 'Time of requests while the worker computed',
    measure: ({ infer }) => microseconds(infer.ms),
  },
  {
    name: 'compute_output_duration_us',
    help: 'Time of requests between the worker and the unpacked outputs',
    measure: ({ output }) => microseconds(output.ms),
  },
];

export function tritonMetrics(sources: TritonMetricSources): readonly ScrapedMetric[] {
  const { servedModels, queuedRequests, statistics, failures } = sources;
  const perModel = (measure: (served: CountedModel) => number) => () =>
    servedModels().map((served) => ({
      labels: { model: served.model, version: served.version },
      value: measure(served),
    }));
  return [
    ...counters.map(
      ({ name, help, measure }): ScrapedMetric => ({
        ...{ type: 'counter', name: `nv_inference_${name}`, help },
        read: perModel(({ target }) => measure(statistics.of(target))),
      }),
    ),
    {
      ...{ type: 'counter', name: 'nv_inference_request_failure', help: 'Requests that were not scored' },
      read: () => failures.tritonSamples,
    },
    {
      ...{ type: 'gauge', name: 'nv_inference_pending_request_count' },
      help: 'Requests that wait for their batch',
      read: perModel(queuedRequests),
    },
  ];
}

function batchCount({ batches }: SessionStatistics): number {
  let count = 0;
  for (const { infer } of batches.values()) count += infer.count;
  return count;
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
