/**
 * The way of every request to a bare model: hold the version, wait for a batch, take its part of what the batch gave. A
 * request is one run however many rows it has: what a model makes of a part is not known.
 */

import type { BatchRunner } from '../engine/inference-process.js';
import { type BatchFormat, MicroBatcher, type MicroBatcherOptions } from '../engine/micro-batcher.js';
import type { NamedTensor } from '../engine/named-tensor.js';
import type { BatchTarget, RequestTerms } from '../engine/request-queue.js';
import { unpackNamedTensors } from '../engine/tensor-batch.js';
import type { BareModel } from './bare-model.js';
import { dealOut, joinRequests, type TensorRows } from './join-tensors.js';

/** A request's outputs, in the order of the graph's. */
export interface ScoredTensors {
  readonly served: BareModel;
  readonly rows: number;
  readonly outputs: readonly NamedTensor[];
}

export interface TensorScorerOptions extends MicroBatcherOptions {
  readonly metrics: {
    rowsPredicted(served: BareModel, rows: number): void;
    requestFailed(served: BareModel, error: unknown): void;
    requestRefused(error: unknown): void;
  };
}

const tensorFormat: BatchFormat<BatchTarget, TensorRows, readonly NamedTensor[]> = {
  pack: (_, requests) => joinRequests(requests),
  unpack: (_, batch, requests) =>
    dealOut(unpackNamedTensors({ ...batch, tensors: batch.tensors ?? [] }), requests),
};

export class TensorScorer {
  readonly batcher: MicroBatcher<BatchTarget, TensorRows, readonly NamedTensor[]>;
  readonly #metrics: TensorScorerOptions['metrics'];

  constructor(engine: BatchRunner, { metrics, ...options }: TensorScorerOptions) {
    this.batcher = new MicroBatcher(engine, tensorFormat, options);
    this.#metrics = metrics;
  }

  /** Why a request is refused before its body is read; undefined where it is not. */
  refuse(): Error | undefined {
    const { refusal } = this.batcher;
    if (refusal) this.#metrics.requestRefused(refusal);
    return refusal;
  }

  /** @throws What `MicroBatcher.submit` throws. */
  score(served: BareModel, request: TensorRows, terms?: RequestTerms): Promise<ScoredTensors> {
    const { rows, inputs } = request;
    served.acquire();
    // No async function: on the path of every request each of its promises counts.
    return this.batcher.submit(served.targetFor(inputs), request, terms).then(
      (outputs) => {
        served.release();
        this.#metrics.rowsPredicted(served, rows);
        return { served, rows, outputs };
      },
      (error: unknown) => {
        served.release();
        this.#metrics.requestFailed(served, error);
        throw error;
      },
    );
  }
}
