/**
 * Work-conserving micro-batching: while batches are in flight, the next one is whatever comes meanwhile, so an idle
 * server never waits and a busy one fills its batches by itself. Rows are counted, not requests. What could only be
 * answered too late is refused at once.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { WaymarkError } from '@waymark/contracts';
import { packRequests, unpackTensors } from './batch-codec.js';
import { overloaded, queueFull } from './errors.js';
import type { BatchRunner } from './inference-process.js';
import {
  type Batch,
  type BatchTarget,
  type QueuedRequest,
  type RequestOutputs,
  RequestQueue,
  type RequestTerms,
} from './request-queue.js';
import { joinOutputs, splitRequest } from './split-request.js';
import type { RequestRows } from './tensor-layout.js';
import { WaitEstimate } from './wait-estimate.js';

/** Told of each batch and each wait; it must be cheap. */
export interface BatchObserver {
  batchScored(rows: number, computeMs: number, course: BatchCourse): void;
  requestWaited(waitMs: number): void;
}

/** Whose batch it was and when what happened, by the clock of `performance.now()`. */
export interface BatchCourse extends Batch {
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

/** Turns of the event loop in which requests are gathered after a batch, at most. */
const gatherTurns = 4;

export class MicroBatcher {
  readonly #runner: BatchRunner;
  readonly #maxBatchRows: number;
  readonly #maxQueueRows: number;
  readonly #maxQueueMs: number;
  readonly #maxBatchesInFlight: number;
  readonly #observer: BatchObserver | undefined;
  readonly #queue = new RequestQueue();
  readonly #estimate: WaitEstimate;
  /** Loops that take one batch after the other while there are requests. */
  #loops = 0;

  constructor(runner: BatchRunner, options: MicroBatcherOptions = {}) {
    this.#runner = runner;
    this.#maxBatchRows = options.maxBatchRows ?? 256;
    this.#estimate = new WaitEstimate(this.#maxBatchRows);
    this.#maxQueueRows = options.maxQueueRows ?? 10_000;
    this.#maxQueueMs = options.maxQueueMs ?? 1_000;
    this.#maxBatchesInFlight = options.maxBatchesInFlight ?? 2;
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
   * Scores the rows of one request.
   * @throws `QUEUE_FULL`, `OVERLOADED`, `DEADLINE_EXCEEDED`, `REQUEST_ABANDONED`, `INFERENCE_FAILED`,
   * `INFERENCE_TIMEOUT`, `WORKER_CRASHED`, `WORKER_UNAVAILABLE`.
   */
  submit(target: BatchTarget, request: RequestRows, terms?: RequestTerms): Promise<RequestOutputs> {
    const refusal = this.#refusalOf(request.rows, terms?.deadlineAt);
    if (refusal) return Promise.reject(refusal);
    if (request.rows <= this.#maxBatchRows) return this.#enqueue(target, request, terms);
    const parts = splitRequest(request, target.inputs.length, this.#maxBatchRows);
    return Promise.all(parts.map((part) => this.#enqueue(target, part, terms))).then((outputs) =>
      joinOutputs(target.outputs, parts, outputs),
    );
  }

  /** Why a request of one row would be refused now; undefined when it would not. */
  get refusal(): Error | undefined {
    return this.#refusalOf(1, undefined);
  }

  /** An empty queue takes a request of any size: the limits are on what waits, not on what is asked. */
  #refusalOf(rows: number, deadlineAt: number | undefined): Error | undefined {
    const waiting = this.#queue.rows;
    if (waiting === 0) return undefined;
    if (waiting + rows > this.#maxQueueRows) return queueFull(this.#maxQueueRows);
    const mostMs = waiting + rows <= this.#maxBatchRows ? Number.POSITIVE_INFINITY : this.#maxQueueMs;
    const patienceMs = deadlineAt === undefined ? mostMs : Math.min(mostMs, deadlineAt - performance.now());
    const waitMs = this.#estimate.waitMs(waiting);
    return waitMs > patienceMs ? overloaded(waitMs) : undefined;
  }

  #enqueue(
    target: BatchTarget,
    { rows, cells }: RequestRows,
    terms: RequestTerms | undefined,
  ): Promise<RequestOutputs> {
    return new Promise((resolve, reject) => {
      this.#queue.push(target, { rows, cells, terms, queuedAt: performance.now(), resolve, reject });
      if (this.#loops >= this.#maxBatchesInFlight) return;
      this.#loops += 1;
      // After all sockets that are readable now were read: their requests share the batch.
      setImmediate(() => void this.#runAll());
    });
  }

  async #runAll(): Promise<void> {
    const take = () => this.#queue.takeBatch(this.#maxBatchRows);
    for (let batch = take(); batch; batch = take()) {
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

  async #runBatch({ target, requests }: Batch): Promise<void> {
    const startedAt = performance.now();
    for (const { queuedAt } of requests) this.#observer?.requestWaited(startedAt - queuedAt);
    try {
      await this.#score(target, requests);
    } catch (error) {
      if (isWorthRetrying(error, requests)) await this.#retrySingly(target, requests);
      else for (const request of requests) request.reject(asError(error));
    }
  }

  /** One bad request must not fail its neighbours: each is tried once more, alone. */
  async #retrySingly(target: BatchTarget, requests: readonly QueuedRequest[]): Promise<void> {
    for (const request of requests) {
      await this.#score(target, [request]).catch((error) => request.reject(asError(error)));
    }
  }

  async #score(target: BatchTarget, requests: readonly QueuedRequest[]): Promise<void> {
    const beganAt = performance.now();
    const packed = packRequests(target.inputs, requests);
    const packedAt = performance.now();
    const { batch, computeMs } = await this.#runner.run(target.key, packed);
    const tensors = unpackTensors(target.outputs, batch);
    const endedAt = performance.now();
    this.#estimate.batchEnded(batch.rows, beganAt, endedAt);
    this.#observer?.batchScored(batch.rows, computeMs, { target, requests, beganAt, packedAt, endedAt });
    let firstRow = 0;
    for (const request of requests) {
      request.resolve({ tensors, firstRow });
      firstRow += request.rows;
    }
  }
}

/** A crash may have had nothing to do with these requests; a failure of one has nothing to do with its neighbours. */
function isWorthRetrying(error: unknown, requests: readonly QueuedRequest[]): boolean {
  const code = error instanceof WaymarkError ? error.code : undefined;
  return code === 'WORKER_CRASHED' || (code === 'INFERENCE_FAILED' && requests.length > 1);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
