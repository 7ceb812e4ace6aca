import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { deferred } from '../deferred.js';
import { type PackedBatch, packTensors, unpackTensors } from './batch-codec.js';
import { inferenceFailed, inferenceTimeout, workerCrashed, workerUnavailable } from './errors.js';
import type { BatchRunner, ScoredBatch } from './inference-process.js';
import { MicroBatcher } from './micro-batcher.js';
import type { BatchTarget, RequestOutputs } from './request-queue.js';

const doubled: BatchTarget = {
  key: 1,
  inputs: [{ name: 'x', datatype: 'FP64', width: 1 }],
  outputs: [{ name: 'y', datatype: 'FP64', width: 1 }],
};
const other: BatchTarget = { ...doubled, key: 2 };

/** Doubles its rows when told to go on. It fails as `failWith` says. */
class StepRunner implements BatchRunner {
  readonly batches: { readonly key: number; readonly x: readonly number[] }[] = [];
  failWith: (x: readonly number[], call: number) => Error | undefined = () => undefined;
  delayMs = 0;
  #gate = deferred<void>();

  async run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    const x = Array.from(unpackTensors(doubled.inputs, batch)[0] ?? [], Number);
    this.batches.push({ key, x });
    const call = this.batches.length;
    await this.#gate.promise;
    if (this.delayMs > 0) await delay(this.delayMs);
    const error = this.failWith(x, call);
    if (error) throw error;
    const y = new Float64Array(x.map((value) => 2 * value));
    return { batch: packTensors(doubled.outputs, [y], batch.rows), computeMs: 1 };
  }

  open(): void {
    this.#gate.resolve();
  }
}

function rowsOf({ tensors, firstRow }: RequestOutputs, rows: number): readonly number[] {
  return Array.from(tensors[0] ?? [], Number).slice(firstRow, firstRow + rows);
}

/** Everything that is due in this turn of the event loop and the next. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('MicroBatcher', () => {
  it('answers each request with its own rows', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner);
    const requests = [[1], [2, 3], [4]];
    const answers = await Promise.all(
      requests.map(async (cells) =>
        rowsOf(await batcher.submit(doubled, { rows: cells.length, cells }), cells.length),
      ),
    );
    expect(answers).toEqual([[2], [4, 6], [8]]);
  });

  it('takes as the next batch whatever came while one was in flight', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, { maxBatchesInFlight: 1 });
    const first = batcher.submit(doubled, { rows: 1, cells: [1] });
    await settle();
    const later = [2, 3, 4].map((x) => batcher.submit(doubled, { rows: 1, cells: [x] }));
    expect(batcher.queuedRows).toBe(3);
    runner.open();
    await Promise.all([first, ...later]);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [2, 3, 4]]);
    expect(batcher.queuedRows).toBe(0);
  });

  it('sends a second batch while the first is computed, and then waits', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner);
    const answers = [];
    for (const x of [1, 2, 3, 4]) {
      answers.push(batcher.submit(doubled, { rows: 1, cells: [x] }));
      await settle();
    }
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [2]]);
    runner.open();
    await Promise.all(answers);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [2], [3, 4]]);
  });

  it('counts rows, and gives a request that is larger than a batch several', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, { maxBatchRows: 3 });
    const requests = [[1, 2], [3, 4], [5], [6, 7, 8, 9]];
    const outputs = await Promise.all(
      requests.map((cells) => batcher.submit(doubled, { rows: cells.length, cells })),
    );
    expect(runner.batches.map(({ x }) => x)).toEqual([[1, 2], [3, 4, 5], [6, 7, 8], [9]]);
    expect(outputs.map((output, i) => rowsOf(output, requests[i]?.length ?? 0))).toEqual([
      [2, 4],
      [6, 8],
      [10],
      [12, 14, 16, 18],
    ]);
  });

  it('lets requests of a higher priority go first, and keeps the order of the others', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, { maxBatchesInFlight: 1, maxBatchRows: 2 });
    const answers = [batcher.submit(doubled, { rows: 1, cells: [0] })];
    await settle();
    for (const [x, priority] of [
      [1, 0],
      [2, 1],
      [3, 0],
      [4, -1],
    ] as const)
      answers.push(batcher.submit(doubled, { rows: 1, cells: [x] }, { priority }));
    runner.open();
    await Promise.all(answers);
    expect(runner.batches.map(({ x }) => x)).toEqual([[0], [4, 1], [3, 2]]);
  });

  it('does not begin what is too late, or what nobody waits for', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, { maxBatchesInFlight: 1 });
    const first = batcher.submit(doubled, { rows: 1, cells: [1] });
    await settle();
    const late = batcher.submit(doubled, { rows: 1, cells: [2] }, { deadlineAt: performance.now() });
    const gone = batcher.submit(doubled, { rows: 1, cells: [3] }, { isAbandoned: () => true });
    const last = batcher.submit(doubled, { rows: 1, cells: [4] }, { isAbandoned: () => false });
    runner.open();
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', status: 504 });
    await expect(gone).rejects.toMatchObject({ code: 'REQUEST_ABANDONED' });
    await Promise.all([first, last]);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [4]]);
    expect(batcher.queuedRows).toBe(0);
  });

  it('refuses at once what would wait for too long, or past its own deadline', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, { maxBatchesInFlight: 1, maxQueueMs: 60_000 });
    runner.open();
    runner.delayMs = 20;
    await batcher.submit(doubled, { rows: 1, cells: [0] });
    const waiting = [1, 2, 3].map((x) => batcher.submit(doubled, { rows: 1, cells: [x] }));
    const deadlineAt = performance.now() + 1;
    await expect(batcher.submit(doubled, { rows: 1, cells: [4] }, { deadlineAt })).rejects.toMatchObject({
      code: 'OVERLOADED',
      status: 503,
      retryAfterSeconds: 1,
    });
    await Promise.all(waiting);
  });

  it('lets wait what fits into the next batch, however slow the model is', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, { maxBatchesInFlight: 1, maxBatchRows: 3, maxQueueMs: 1 });
    runner.open();
    runner.delayMs = 20;
    await batcher.submit(doubled, { rows: 1, cells: [0] });
    const submit = (x: number) => batcher.submit(doubled, { rows: 1, cells: [x] });
    const waiting = [1, 2, 3].map(submit);
    expect(batcher.refusal).toMatchObject({ code: 'OVERLOADED' });
    await expect(submit(4)).rejects.toMatchObject({ code: 'OVERLOADED' });
    await Promise.all(waiting);
    expect(batcher.refusal).toBeUndefined();
  });

  it('never mixes sessions, and lets them take turns', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, { maxBatchRows: 1 });
    const targets = [doubled, doubled, doubled, other];
    await Promise.all(targets.map((target, x) => batcher.submit(target, { rows: 1, cells: [x] })));
    expect(runner.batches.map(({ key }) => key)).toEqual([1, 2, 1, 1]);
  });

  it('refuses what would make more rows wait than the limit', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, { maxQueueRows: 2, maxBatchesInFlight: 1 });
    const inFlight = batcher.submit(doubled, { rows: 1, cells: [1] });
    await settle();
    const waiting = batcher.submit(doubled, { rows: 2, cells: [2, 3] });
    await expect(batcher.submit(doubled, { rows: 1, cells: [4] })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      status: 503,
    });
    runner.open();
    await Promise.all([inFlight, waiting]);
  });

  it('fails only the request that is bad', async () => {
    const runner = new StepRunner();
    runner.open();
    runner.failWith = (x) => (x.includes(13) ? inferenceFailed('13') : undefined);
    const batcher = new MicroBatcher(runner);
    const answers = await Promise.allSettled(
      [1, 13, 2].map((x) => batcher.submit(doubled, { rows: 1, cells: [x] })),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1, 13, 2], [1], [13], [2]]);
  });

  it('tries once more after a crash, and then gives up', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner);
    runner.failWith = (_, call) => (call === 1 ? workerCrashed('SIGKILL') : undefined);
    await expect(batcher.submit(doubled, { rows: 1, cells: [1] })).resolves.toBeDefined();
    runner.failWith = () => workerCrashed('SIGKILL');
    await expect(batcher.submit(doubled, { rows: 1, cells: [1] })).rejects.toMatchObject({
      code: 'WORKER_CRASHED',
      status: 503,
    });
    expect(runner.batches).toHaveLength(4);
  });

  it.each([
    [inferenceTimeout(10), 'INFERENCE_TIMEOUT'],
    [workerUnavailable('it cannot be started'), 'WORKER_UNAVAILABLE'],
  ])('does not try again when that would only take longer: %s', async (error, code) => {
    const runner = new StepRunner();
    runner.open();
    runner.failWith = () => error;
    const batcher = new MicroBatcher(runner);
    await expect(batcher.submit(doubled, { rows: 1, cells: [1] })).rejects.toMatchObject({ code });
    expect(runner.batches).toHaveLength(1);
  });

  it('goes on after a failure', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner);
    runner.failWith = (_, call) => (call === 1 ? inferenceFailed('once') : undefined);
    await expect(batcher.submit(doubled, { rows: 1, cells: [1] })).rejects.toMatchObject({ status: 500 });
    await expect(batcher.submit(doubled, { rows: 1, cells: [2] })).resolves.toBeDefined();
  });
});
