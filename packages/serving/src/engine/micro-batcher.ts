/**
 * Work-conserving micro-batching: while batches are in flight, the next one is whatever comes meanwhile, so an idle
 * server never waits and a busy one fills its batches by itself. Rows are counted, not requests; the models take turns.
 * Priorities, deadlines and splitting of requests that are larger than a batch are left out: such a request is a batch.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { WaymarkError } from '@waymark/contracts';
import { queueFull } from '../errors.js';
import { packRequests, unpackTensors } from './batch-codec.js';
import type { BatchRunner } from './inference-process.js';
import type { RequestRows, TensorData, TensorLayout } from './tensor-layout.js';

/** What rows are scored with. */
export interface BatchTarget {
  readonly key: number;
  readonly inputs: readonly TensorLayout[];
  readonly outputs: readonly TensorLayout[];
}

/** Where a request's outputs are: `rows` rows from `firstRow` on in the tensors of its batch. */
export interface RequestOutputs {
  readonly tensors: readonly TensorData[];
  readonly firstRow: number;
}

/** Told of each batch and each wait; it must be cheap. */
export interface BatchObserver {
  batchScored(rows: number, computeMs: number): void;
  requestWaited(waitMs: number): void;
}

export interface MicroBatcherOptions {
  /** Default 256. */
  readonly maxBatchRows?: number;
  /** Requests that would make more rows wait are refused. Default 10,000. */
  readonly maxQueueRows?: number;
  /** One is computed while the next one travels. Default 2; with 1 the worker idles between batches. */
  readonly maxBatchesInFlight?: number;
  readonly observer?: BatchObserver;
}

interface QueuedRequest extends RequestRows {
  readonly queuedAt: number;
  readonly resolve: (outputs: RequestOutputs) => void;
  readonly reject: (error: Error) => void;
}

interface Batch {
  readonly target: BatchTarget;
  readonly requests: readonly QueuedRequest[];
}

/** Turns of the event loop in which requests are gathered after a batch, at most. */
const gatherTurns = 4;

export class MicroBatcher {
  readonly #runner: BatchRunner;
  readonly #maxBatchRows: number;
  readonly #maxQueueRows: number;
  readonly #maxBatchesInFlight: number;
  readonly #observer: BatchObserver | undefined;
  /** Waiting requests by session, the session whose turn is next first. */
  readonly #queues = new Map<BatchTarget, QueuedRequest[]>();
  #queuedRows = 0;
  /** Loops that take one batch after the other while there are requests. */
  #loops = 0;

  constructor(runner: BatchRunner, options: MicroBatcherOptions = {}) {
    this.#runner = runner;
    this.#maxBatchRows = options.maxBatchRows ?? 256;
    this.#maxQueueRows = options.maxQueueRows ?? 10_000;
    this.#maxBatchesInFlight = options.maxBatchesInFlight ?? 2;
    this.#observer = options.observer;
  }

  /** Rows that wait for their batch. */
  get queuedRows(): number {
    return this.#queuedRows;
  }

  /**
   * Scores the rows of one request.
   * @throws `QUEUE_FULL`, `INFERENCE_FAILED`, `INFERENCE_TIMEOUT`, `WORKER_CRASHED`, `WORKER_UNAVAILABLE`.
   */
  submit(target: BatchTarget, { rows, cells }: RequestRows): Promise<RequestOutputs> {
    // An empty queue takes a request of any size: the limit is on what waits, not on what is asked.
    if (this.#queuedRows > 0 && this.#queuedRows + rows > this.#maxQueueRows)
      return Promise.reject(queueFull(this.#maxQueueRows));
    return new Promise((resolve, reject) => {
      this.#enqueue(target, { rows, cells, queuedAt: performance.now(), resolve, reject });
    });
  }

  #enqueue(target: BatchTarget, request: QueuedRequest): void {
    const queue = this.#queues.get(target);
    if (queue) queue.push(request);
    else this.#queues.set(target, [request]);
    this.#queuedRows += request.rows;
    if (this.#loops >= this.#maxBatchesInFlight) return;
    this.#loops += 1;
    // After all sockets that are readable now were read: their requests share the batch.
    setImmediate(() => void this.#runAll());
  }

  async #runAll(): Promise<void> {
    for (let batch = this.#takeBatch(); batch; batch = this.#takeBatch()) {
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
      const rows = this.#queuedRows;
      await nextTurn();
      if (this.#queuedRows === rows) return;
    }
  }

  /** As many requests of the first session in turn as fit; that session then goes to the end of the line. */
  #takeBatch(): Batch | undefined {
    const [first] = this.#queues;
    if (!first) return undefined;
    const [target, queue] = first;
    let rows = queue[0]?.rows ?? 0;
    let count = 1;
    for (let next = queue[count]; next && rows + next.rows <= this.#maxBatchRows; next = queue[count]) {
      rows += next.rows;
      count += 1;
    }
    const requests = queue.splice(0, count);
    this.#queues.delete(target);
    if (queue.length > 0) this.#queues.set(target, queue);
    this.#queuedRows -= rows;
    return { target, requests };
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
    const { batch, computeMs } = await this.#runner.run(target.key, packRequests(target.inputs, requests));
    this.#observer?.batchScored(batch.rows, computeMs);
    const tensors = unpackTensors(target.outputs, batch);
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
