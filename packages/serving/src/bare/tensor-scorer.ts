/**
 * The way of every request to a bare model: hold the version, wait for a batch, run it, deal out its outputs. Queues,
 * deadlines, shedding and retries are those of `MicroBatcher`: its rows here are references to requests, whose tensors
 * wait in this file until the batch that they share goes to the worker.
 */

import type { PackedBatch } from '../engine/batch-codec.js';
import type { BatchRunner, ScoredBatch } from '../engine/inference-process.js';
import { type BatchObserver, MicroBatcher, type MicroBatcherOptions } from '../engine/micro-batcher.js';
import type { QueuedRequest, RequestTerms } from '../engine/request-queue.js';
import { type NamedTensor, unpackNamedTensors } from '../engine/tensor-batch.js';
import type { BareModel } from './bare-model.js';
import { joinRequests, sliceRows, type TensorRows } from './join-tensors.js';

/** A request's outputs, in the order of the graph's. */
export interface ScoredTensors {
  readonly served: BareModel;
  readonly rows: number;
  readonly outputs: readonly NamedTensor[];
}

export interface TensorScorerOptions extends MicroBatcherOptions {
  readonly maxBatchRows: number;
  readonly metrics: {
    rowsPredicted(served: BareModel, rows: number): void;
    requestFailed(served: BareModel, error: unknown): void;
    requestRefused(error: unknown): void;
  };
}

interface WaitingRequest extends TensorRows {
  readonly served: BareModel;
  /** Empty until its batch was run. */
  outputs: readonly NamedTensor[];
  /** Undefined until then. */
  run: ModelRun | undefined;
}

/** One run of the model: a batch of the queue's takes several where it has more rows than the model takes at once. */
interface ModelRun {
  readonly rows: number;
  readonly computeMs: number;
  readonly times: { readonly beganAt: number; readonly packedAt: number; readonly endedAt: number };
}

export class TensorScorer {
  readonly batcher: MicroBatcher;
  readonly #options: TensorScorerOptions;
  readonly #waiting = new Map<number, WaitingRequest>();
  #lastReference = 0;

  constructor(engine: BatchRunner, options: TensorScorerOptions) {
    this.#options = options;
    const runner = { run: (key: number, batch: PackedBatch) => this.#run(engine, key, batch) };
    const { observer, ...others } = options;
    this.batcher = new MicroBatcher(
      runner,
      observer ? { ...others, observer: this.#observerOfRuns(observer) } : others,
    );
  }

  /** Tells of each run as of a batch. */
  #observerOfRuns(observer: BatchObserver): BatchObserver {
    return {
      requestWaited: (waitMs) => observer.requestWaited(waitMs),
      batchScored: (_rows, _computeMs, course) => {
        const requestsOf = new Map<ModelRun, QueuedRequest[]>();
        for (const request of course.requests) {
          const run = this.#waiting.get(Number(request.cells[0]))?.run;
          if (run) requestsOf.set(run, [...(requestsOf.get(run) ?? []), request]);
        }
        for (const [{ rows, computeMs, times }, requests] of requestsOf)
          observer.batchScored(rows, computeMs, { ...course, ...times, requests });
      },
    };
  }

  /** Why a request is refused before its body is read; undefined where it is not. */
  refuse(): Error | undefined {
    const { refusal } = this.batcher;
    if (refusal) this.#options.metrics.requestRefused(refusal);
    return refusal;
  }

  /** @throws What `MicroBatcher.submit` throws. */
  async score(served: BareModel, { rows, inputs }: TensorRows, terms?: RequestTerms): Promise<ScoredTensors> {
    const { metrics, maxBatchRows } = this.#options;
    this.#lastReference += 1;
    const reference = this.#lastReference;
    const waiting: WaitingRequest = { served, rows, inputs, outputs: [], run: undefined };
    this.#waiting.set(reference, waiting);
    served.acquire();
    try {
      // One run for all its rows, however many: what a model makes of a part is not known.
      const cells = new Array<number>(Math.min(rows, maxBatchRows)).fill(reference);
      await this.batcher.submit(served.targetFor(inputs), { rows: cells.length, cells }, terms);
    } catch (error) {
      metrics.requestFailed(served, error);
      throw error;
    } finally {
      this.#waiting.delete(reference);
      served.release();
    }
    metrics.rowsPredicted(served, rows);
    return { served, rows, outputs: waiting.outputs };
  }

  async #run(engine: BatchRunner, key: number, { buffer }: PackedBatch): Promise<ScoredBatch> {
    const references = new Set(new Float64Array(buffer));
    const requests = [...references].flatMap((reference) => this.#waiting.get(reference) ?? []);
    let computeMs = 0;
    let total = 0;
    for (const group of groupsOf(requests)) {
      const rows = group.reduce((sum, request) => sum + request.rows, 0);
      const beganAt = performance.now();
      const packed = joinRequests(group);
      const packedAt = performance.now();
      const scored = await engine.run(key, packed);
      computeMs += scored.computeMs;
      total += rows;
      dealOut(group, rows, unpackNamedTensors({ ...scored.batch, tensors: scored.batch.tensors ?? [] }));
      const times = { beganAt, packedAt, endedAt: performance.now() };
      const run = { rows, computeMs: scored.computeMs, times };
      for (const request of group) request.run = run;
    }
    return { batch: { rows: total, buffer: new ArrayBuffer(0), strings: [] }, computeMs };
  }
}

/** As many requests together as the model takes rows at once. */
function groupsOf(requests: readonly WaitingRequest[]): readonly (readonly WaitingRequest[])[] {
  const groups: WaitingRequest[][] = [];
  let rows = 0;
  for (const request of requests) {
    const group = groups.at(-1);
    if (group && rows + request.rows <= request.served.maxBatchRows) {
      group.push(request);
      rows += request.rows;
    } else {
      groups.push([request]);
      rows = request.rows;
    }
  }
  return groups;
}

function dealOut(group: readonly WaitingRequest[], total: number, outputs: readonly NamedTensor[]): void {
  const [only, ...others] = group;
  if (only && others.length === 0) {
    only.outputs = outputs;
    return;
  }
  let firstRow = 0;
  for (const request of group) {
    request.outputs = sliceRows(outputs, { firstRow, rows: request.rows, total });
    firstRow += request.rows;
  }
}
