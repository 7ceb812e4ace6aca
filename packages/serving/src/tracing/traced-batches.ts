/**
 * Spans of batches. A batch has several requests and a span one parent: it is a child of its first request, with links
 * to all of them, and the wait of each request links to the batch. The spans are made when the batch has ended, so that
 * nothing is held while it runs.
 *
 *   request ─┬─ queue ──link──► batch
 *            └─ batch ─── compute
 */

import { type Span, type Tracer, trace } from '@opentelemetry/api';
import type { BatchCourse, BatchObserver } from '../engine/micro-batcher.js';
import type { WaitingRequest } from '../engine/request-queue.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { RequestTrace } from './request-trace.js';

interface TracedRequest extends RequestTrace {
  readonly queuedAt: number;
}

interface ScoredBatch extends BatchCourse {
  readonly rows: number;
  readonly computeMs: number;
}

export class TracedBatches implements BatchObserver {
  readonly #tracer: Tracer;
  readonly #metrics: ServerMetrics;

  constructor(tracer: Tracer, metrics: ServerMetrics) {
    this.#tracer = tracer;
    this.#metrics = metrics;
  }

  requestWaited(waitMs: number): void {
    this.#metrics.requestWaited(waitMs);
  }

  batchScored(rows: number, computeMs: number, course: BatchCourse): void {
    this.#metrics.batchScored(rows, computeMs, course);
    const requests = course.requests.flatMap(tracedRequest);
    const [first] = requests;
    if (!first) return;
    const batch = this.#traceBatch(first, requests, { ...course, rows, computeMs });
    for (const request of requests) this.#traceWait(request, course.beganAt, batch);
    this.#exemplify(first, { ...course, rows, computeMs });
  }

  #traceBatch(parent: TracedRequest, requests: readonly TracedRequest[], scored: ScoredBatch): Span {
    const { beganAt, packedAt, endedAt, rows, computeMs } = scored;
    const { context, clockOffsetMs } = parent;
    const links = requests.map(({ span }) => ({ context: span.spanContext() }));
    const attributes = { 'waymark.batch.rows': rows, 'waymark.batch.requests': scored.requests.length };
    const startTime = clockOffsetMs + beganAt;
    const batch = this.#tracer.startSpan('batch', { startTime, links, attributes }, context);
    // The worker says how long it computed, not when: the ways there and back are taken as equally long.
    const computedAt = packedAt + Math.max(0, endedAt - packedAt - computeMs) / 2;
    const compute = this.#tracer.startSpan(
      'compute',
      { startTime: clockOffsetMs + computedAt },
      trace.setSpan(context, batch),
    );
    compute.end(clockOffsetMs + Math.min(endedAt, computedAt + computeMs));
    batch.end(clockOffsetMs + endedAt);
    return batch;
  }

  #traceWait({ context, clockOffsetMs, queuedAt }: TracedRequest, beganAt: number, batch: Span): void {
    const startTime = clockOffsetMs + queuedAt;
    const links = [{ context: batch.spanContext() }];
    this.#tracer.startSpan('queue', { startTime, links }, context).end(clockOffsetMs + beganAt);
  }

  #exemplify({ span, queuedAt }: TracedRequest, { beganAt, endedAt, rows, computeMs }: ScoredBatch): void {
    const { queueSeconds, batchSeconds, computeSeconds, batchRows } = this.#metrics;
    const { traceId } = span.spanContext();
    const now = Date.now();
    queueSeconds.exemplify((beganAt - queuedAt) / 1000, traceId, now);
    batchSeconds.exemplify((endedAt - beganAt) / 1000, traceId, now);
    computeSeconds.exemplify(computeMs / 1000, traceId, now);
    batchRows.exemplify(rows, traceId, now);
  }
}

function tracedRequest({ terms, queuedAt }: WaitingRequest): readonly TracedRequest[] {
  return terms?.trace === undefined ? [] : [{ ...terms.trace, queuedAt }];
}
