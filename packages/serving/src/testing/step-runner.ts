/** A runner that doubles numbers, and fails and waits as a test says; requests and answers are numbers. */

import { setTimeout as delay } from 'node:timers/promises';
import { deferred } from '../deferred.js';
import { type PackedBatch, packTensors, unpackTensors } from '../engine/batch-codec.js';
import type { BatchRunner, ScoredBatch } from '../engine/inference-process.js';
import type { BatchFormat } from '../engine/micro-batcher.js';
import type { BatchTarget } from '../engine/request-queue.js';
import type { TensorLayout } from '../engine/tensor-layout.js';

const layout: readonly TensorLayout[] = [{ name: 'x', datatype: 'FP64', width: 1 }];
const packNumbers = (x: readonly number[]) => packTensors(layout, [Float64Array.from(x)], x.length);
const numbersIn = (batch: PackedBatch) => Array.from(unpackTensors(layout, batch)[0] ?? [], Number);

/** A request is some numbers, a row each. */
export interface Numbers {
  readonly rows: number;
  readonly x: readonly number[];
}

export const numbers = (...x: readonly number[]): Numbers => ({ rows: x.length, x });

export const format: BatchFormat<BatchTarget, Numbers, readonly number[]> = {
  pack: (_, requests) => packNumbers(requests.flatMap(({ x }) => x)),
  unpack: (_, batch, requests) => {
    const y = numbersIn(batch);
    return requests.map(({ rows }) => y.splice(0, rows));
  },
};

/** Doubles its rows when told to go on. It fails as `failWith` says. */
export class StepRunner implements BatchRunner {
  readonly batches: { readonly key: number; readonly x: readonly number[] }[] = [];
  failWith: (x: readonly number[], call: number) => Error | undefined = () => undefined;
  delayMs = 0;
  #gate = deferred<void>();

  async run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    const x = numbersIn(batch);
    this.batches.push({ key, x });
    const call = this.batches.length;
    await this.#gate.promise;
    if (this.delayMs > 0) await delay(this.delayMs);
    const error = this.failWith(x, call);
    if (error) throw error;
    return { batch: packNumbers(x.map((value) => 2 * value)), computeMs: 1 };
  }

  open(): void {
    this.#gate.resolve();
  }
}

/** Everything that is due in this turn of the event loop and the next. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
