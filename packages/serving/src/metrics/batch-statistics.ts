/**
 * What became of the requests to each session: counts, and where their time went. It is told once a batch, so a request
 * costs next to nothing. A request with more rows than a batch counts once for each of its parts.
 */

import type { BatchCourse } from '../engine/micro-batcher.js';
import type { BatchTarget } from '../engine/request-queue.js';

/** How often something took time, and how much of it. */
export interface Duration {
  count: number;
  ms: number;
}

/** Where the time of batches went; for a request too, since it is in its batch all the while. */
export interface ComputeTimes {
  /** The rows were packed. */
  readonly input: Duration;
  /** The worker computed. */
  readonly infer: Duration;
  /** The rest: the ways to the worker and back, and the unpacking. */
  readonly output: Duration;
}

export interface SessionStatistics extends ComputeTimes {
  /** How long those that were scored had waited. */
  readonly queue: Duration;
  /** Requests that were not scored; their time is not measured. */
  failed: number;
  /** Of batches, by their rows. */
  readonly batches: ReadonlyMap<number, ComputeTimes>;
  rows: number;
  /** Requests that were answered without a batch, and those that had to be computed: the time to look them up. */
  readonly cacheHits: Duration;
  readonly cacheMisses: Duration;
  /** When the last batch ended, in milliseconds since 1970; 0 before the first. */
  lastBatchAt: number;
}

export class BatchStatistics {
  readonly #sessions = new WeakMap<BatchTarget, MutableStatistics>();

  /** Zeros for a session that was not asked yet. */
  of(target: BatchTarget): SessionStatistics {
    return this.#of(target);
  }

  batchScored(rows: number, computeMs: number, course: BatchCourse): void {
    const { target, requests, beganAt, packedAt, endedAt } = course;
    const statistics = this.#of(target);
    const inputMs = packedAt - beganAt;
    const times = { inputMs, computeMs, outputMs: Math.max(0, endedAt - packedAt - computeMs) };
    const count = requests.length;
    let queueMs = 0;
    for (const { queuedAt } of requests) queueMs += beganAt - queuedAt;
    add(statistics.queue, count, queueMs);
    addTimes(statistics, count, times);
    addTimes(batchesOf(statistics, rows), 1, times);
    statistics.rows += rows;
    statistics.lastBatchAt = Date.now();
  }

  /** A request was looked up among the answers that are kept. */
  lookedUp(target: BatchTarget, { isHit, ms }: { readonly isHit: boolean; readonly ms: number }): void {
    const { cacheHits, cacheMisses } = this.#of(target);
    add(isHit ? cacheHits : cacheMisses, 1, ms);
  }

  requestFailed(target: BatchTarget): void {
    this.#of(target).failed += 1;
  }

  #of(target: BatchTarget): MutableStatistics {
    const known = this.#sessions.get(target);
    if (known) return known;
    const statistics = {
      ...{ queue: zero(), failed: 0, ...zeroTimes() },
      ...{ batches: new Map(), rows: 0, lastBatchAt: 0 },
      ...{ cacheHits: zero(), cacheMisses: zero() },
    };
    this.#sessions.set(target, statistics);
    return statistics;
  }
}

interface MutableStatistics extends SessionStatistics {
  readonly batches: Map<number, ComputeTimes>;
}

interface BatchTimes {
  readonly inputMs: number;
  readonly computeMs: number;
  readonly outputMs: number;
}

function batchesOf({ batches }: MutableStatistics, rows: number): ComputeTimes {
  const known = batches.get(rows);
  if (known) return known;
  const times = zeroTimes();
  batches.set(rows, times);
  return times;
}

/** Each of `count` took the whole time. */
function addTimes(sums: ComputeTimes, count: number, { inputMs, computeMs, outputMs }: BatchTimes): void {
  add(sums.input, count, count * inputMs);
  add(sums.infer, count, count * computeMs);
  add(sums.output, count, count * outputMs);
}

function add(duration: Duration, count: number, ms: number): void {
  duration.count += count;
  duration.ms += ms;
}

function zero(): Duration {
  return { count: 0, ms: 0 };
}

function zeroTimes(): ComputeTimes {
  return { input: zero(), infer: zero(), output: zero() };
}
