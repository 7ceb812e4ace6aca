/**
 * Micro-batches of rows of cells, which are checked against a model's inputs: what a project's model is asked. A request
 * with more rows than a batch goes in parts.
 */

import { packRequests, unpackTensors } from './batch-codec.js';
import type { BatchRunner } from './inference-process.js';
import { type BatchFormat, MicroBatcher, type MicroBatcherOptions } from './micro-batcher.js';
import type { BatchTarget, RequestTerms } from './request-queue.js';
import { joinOutputs, splitRequest } from './split-request.js';
import type { RequestOutputs, RequestRows, TensorLayout } from './tensor-layout.js';

/** What rows are scored with. */
export interface RowTarget extends BatchTarget {
  readonly inputs: readonly TensorLayout[];
  readonly outputs: readonly TensorLayout[];
}

/** What scores the rows of one request: the batcher, or a cache before it. */
export interface RequestRunner {
  /** Why a request of one row would be refused now; undefined when it would not. */
  readonly refusal: Error | undefined;
  submit(target: RowTarget, request: RequestRows, terms?: RequestTerms): Promise<RequestOutputs>;
}

const rowFormat: BatchFormat<RowTarget, RequestRows, RequestOutputs> = {
  pack: ({ inputs }, requests) => packRequests(inputs, requests),
  unpack: ({ outputs }, batch, requests) => {
    const tensors = unpackTensors(outputs, batch);
    let firstRow = 0;
    return requests.map(({ rows }) => {
      const ofRequest = { tensors, firstRow };
      firstRow += rows;
      return ofRequest;
    });
  },
};

export class RowBatcher implements RequestRunner {
  readonly #batcher: MicroBatcher<RowTarget, RequestRows, RequestOutputs>;

  constructor(runner: BatchRunner, options: MicroBatcherOptions = {}) {
    this.#batcher = new MicroBatcher(runner, rowFormat, options);
  }

  /** Rows that wait for their batch. */
  get queuedRows(): number {
    return this.#batcher.queuedRows;
  }

  /** Requests to one session that wait for their batch. */
  queuedRequests(target: BatchTarget): number {
    return this.#batcher.queuedRequests(target);
  }

  get refusal(): Error | undefined {
    return this.#batcher.refusal;
  }

  /** @throws What `MicroBatcher.submit` throws. */
  submit(target: RowTarget, request: RequestRows, terms?: RequestTerms): Promise<RequestOutputs> {
    const batcher = this.#batcher;
    if (request.rows <= batcher.maxBatchRows) return batcher.submit(target, request, terms);
    const refusal = batcher.refusalOf(request.rows, terms?.deadlineAt);
    if (refusal) return Promise.reject(refusal);
    const parts = splitRequest(request, target.inputs.length, batcher.maxBatchRows);
    return Promise.all(parts.map((part) => batcher.enqueue(target, part, terms))).then((outputs) =>
      joinOutputs(target.outputs, parts, outputs),
    );
  }
}
