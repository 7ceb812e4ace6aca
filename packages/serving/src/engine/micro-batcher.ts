/**
 * Work-conserving micro-batching: while batches are in flight, the next one is whatever comes meanwhile, so an idle
 * server never waits and a busy one fills its batches by itself. Rows are counted, not requests. What could only be
 * answered too late is refused at once.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { WaymarkError } from '@waymark/contracts';
import type { PackedBatch } from './batch-codec.js';
import { BatchesUnderWay } from './batches-under-way.js';
import { overloaded, queueFull } from './errors.js';
import type { BatchRunner } from './inference-process.js';
import {
  type Batch,
  type BatchTarget,
  type QueuedRequest,
  RequestQueue,
  type RequestTerms,
  type WaitingRequest,
} from './request-queue.js';
import { WaitEstimate } from './wait-estimate.js';

/** Told of each batch and each wait; it must be cheap. */
export interface BatchObserver {
  batchScored(rows: number, computeMs: number, course: BatchCourse): void;
  requestWaited(waitMs: number): void;
}

/** Whose batch it was and when what happened, by the clock of `performance.now()`. */
export interface BatchCourse extends Batch<BatchTarget, WaitingRequest> {
  readonly beganAt: number;
  /** The rows were packed. */
  readonly packedAt: number;
  /** The outputs were unpacked. */
  readonly endedAt: number;
}

export interface MicroBatcherOptions {
  /** Default 256. */
  readonly maxBatchRows?: number;
  /** Requests that would make more rows wait are refused. Default 10,000. */
  readonly maxQueueRows?: number;
  /**
   * Requests that would wait longer for their turn, by the pace of late, are refused, unless they fit into the next
   * batch: a slow model must not refuse what it can take at once. Default 1 s.
   */
  readonly maxQueueMs?: number;
  /** One is computed while the next one travels. Default 2; with 1 the worker idles between batches. */
  readonly maxBatchesInFlight?: number;
  readonly observer?: BatchObserver;
}

/** How requests of one kind become a batch, and what the batch gave becomes theirs. */
export interface BatchFormat<Target, Request, Outputs> {
  pack(target: Target, requests: readonly Request[]): PackedBatch;
  /** The outputs of each request, in their order. */
  unpack(target: Target, batch: PackedBatch, requests: readonly Request[]): readonly Outputs[];
}

/** Turns of the event loop in which requests are gathered after a batch, at most. */
const gatherTurns = 4;

export class MicroBatcher<Target extends BatchTarget, Request extends { readonly rows: number }, Outputs> {
  readonly maxBatchRows: number;
  readonly #runner: BatchRunner;
  readonly #format: BatchFormat<Target, Request, Outputs>;
  readonly #maxQueueRows: number;
  readonly #maxQueueMs: number;
  readonly #maxBatchesInFlight: number;
  readonly #observer: BatchObserver | undefined;
  readonly #queue = new RequestQueue<Target, Request, Outputs>();
  readonly #estimate: WaitEstimate;
  readonly #underWay: BatchesUnderWay;
  /** Loops that take one batch after the other while there are requests. */
  #loops = 0;

  constructor(
    runner: BatchRunner,
    format: BatchFormat<Target, Request, Outputs>,
    options: MicroBatcherOptions = {},
  ) {
    this.#runner = runner;
    this.#format = format;
    this.maxBatchRows = options.maxBatchRows ?? 256;
    this.#estimate = new WaitEstimate(this.maxBatchRows);
    this.#maxQueueRows = options.maxQueueRows ?? 10_000;
    this.#maxQueueMs = options.maxQueueMs ?? 1_000;
    this.#maxBatchesInFlight = options.maxBatchesInFlight ?? 2;
    this.#underWay = new BatchesUnderWay(Math.max(1, this.#maxBatchesInFlight - 1));
    this.#observer = options.observer;
  }

  /** Rows that wait for their batch. */
  get queuedRows(): number {
    return this.#queue.rows;
  }

  /** Requests to one session that wait for their batch. */
  queuedRequests(target: BatchTarget): number {
    return this.#queue.requestsTo(target);
  }

  /**
   * Scores the rows of one request, in one batch: what is larger than a batch is one of its own.
   * @throws `QUEUE_FULL`, `OVERLOADED`, `DEADLINE_EXCEEDED`, `REQUEST_ABANDONED`, `INFERENCE_FAILED`,
   * `INFERENCE_TIMEOUT`, `WORKER_CRASHED`, `WORKER_UNAVAILABLE`.
   */
  submit(target: Target, request: Request, terms?: RequestTerms): Promise<Outputs> {
    const refusal = this.refusalOf(this.#queuedAs(request), terms?.deadlineAt);
    return refusal ? Promise.reject(refusal) : this.enqueue(target, request, terms);
  }

  /** As `submit`, but refused by nothing that waits already: for parts of what was let in as a whole. */
  enqueue(target: Target, request: Request, terms?: RequestTerms): Promise<Outputs> {
    const rows = this.#queuedAs(request);
    return new Promise((resolve, reject) => {
      this.#queue.push(target, { request, rows, terms, queuedAt: performance.now(), resolve, reject });
      if (this.#loops >= this.#maxBatchesInFlight) return;
      this.#loops += 1;
      // After all sockets that are readable now were read: their requests share the batch.
      setImmediate(() => void this.#runAll());
    });
  }

  /**
   * Why so many rows would be refused now; undefined when they would not. An empty queue takes a request of any size: the
   * limits are on what waits, not on what is asked.
   */
  refusalOf(rows: number, deadlineAt: number | undefined): Error | undefined {
    const waiting = this.#queue.rows;
    if (waiting === 0) return undefined;
    if (waiting + rows > this.#maxQueueRows) return queueFull(this.#maxQueueRows);
    const mostMs = waiting + rows <= this.maxBatchRows ? Number.POSITIVE_INFINITY : this.#maxQueueMs;
    const patienceMs = deadlineAt === undefined ? mostMs : Math.min(mostMs, deadlineAt - performance.now());
    const waitMs = this.#estimate.waitMs(waiting);
    return waitMs > patienceMs ? overloaded(waitMs) : undefined;
  }

  /** Why a request of one row would be refused now; undefined when it would not. */
  get refusal(): Error | undefined {
    return this.refusalOf(1, undefined);
  }

  /** What is larger than a batch waits as a full one: it takes one turn. */
  #queuedAs({ rows }: Request): number {
    return Math.min(rows, this.maxBatchRows);
  }

  async #runAll(): Promise<void> {
    for (;;) {
      const untilNeeded = this.#underWay.untilNeeded();
      if (untilNeeded) await untilNeeded;
      const batch = this.#queue.takeBatch(this.maxBatchRows);
      if (!batch) break;
      await this.#runBatch(batch);
      await this.#gather();
    }
    this.#loops -= 1;
  }

  /**
   * Lets answers go out and sockets be read while requests keep coming: a larger batch costs the cores less a request.
   * It counts turns of the event loop, not time: where nothing comes, it is over at once.
   */
  async #gather(): Promise<void> {
    for (let turn = 0; turn < gatherTurns; turn++) {
      const { rows } = this.#queue;
      await nextTurn();
      if (this.#queue.rows === rows) return;
    }
  }

  async #runBatch({ target, requests }: Batch<Target, QueuedRequest<Request, Outputs>>): Promise<void> {
    const startedAt = performance.now();
    for (const { queuedAt } of requests) this.#observer?.requestWaited(startedAt - queuedAt);
    try {
      await this.#score(target, requests);
    } catch (error) {
      if (isWorthRetrying(error, requests.length)) await this.#retrySingly(target, requests);
      else for (const request of requests) request.reject(asError(error));
    }
  }

  /** One bad request must not fail its neighbours: each is tried once more, alone. */
  async #retrySingly(target: Target, requests: readonly QueuedRequest<Request, Outputs>[]): Promise<void> {
    for (const request of requests) {
      await this.#score(target, [request]).catch((error) => request.reject(asError(error)));
    }
  }

  async #score(target: Target, queued: readonly QueuedRequest<Request, Outputs>[]): Promise<void> {
    const requests = queued.map(({ request }) => request);
    const beganAt = performance.now();
    const packed = this.#format.pack(target, requests);
    const packedAt = performance.now();
    const underWay = this.#underWay.began(this.#estimate.waitMs(packed.rows));
    const run = this.#runner.run(target.key, packed);
    const { batch, computeMs } = await run.finally(() => this.#underWay.ended(underWay));
    const outputs = this.#format.unpack(target, batch, requests);
    const endedAt = performance.now();
    this.#estimate.batchEnded(packed.rows, beganAt, endedAt);
    this.#observer?.batchScored(packed.rows, computeMs, {
      target,
      requests: queued,
      beganAt,
      packedAt,
      endedAt,
    });
    for (let i = 0; i < queued.length; i++) {
      // Safe: a format gives as many outputs as there are requests.
      queued[i]?.resolve(outputs[i] as Outputs);
    }
  }
}

/** A crash may have had nothing to do with these requests; a failure of one has nothing to do with its neighbours. */
function isWorthRetrying(error: unknown, requests: number): boolean {
  const code = error instanceof WaymarkError ? error.code : undefined;
  return code === 'WORKER_CRASHED' || (code === 'INFERENCE_FAILED' && requests > 1);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
