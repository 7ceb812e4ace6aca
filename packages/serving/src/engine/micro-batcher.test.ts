import { describe, expect, it } from 'vitest';
import { deferred } from '../deferred.js';
import { inferenceFailed, inferenceTimeout, workerCrashed, workerUnavailable } from '../errors.js';
import { type PackedBatch, packTensors, unpackTensors } from './batch-codec.js';
import type { BatchRunner, ScoredBatch } from './inference-process.js';
import { type BatchTarget, MicroBatcher, type RequestOutputs } from './micro-batcher.js';

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
  #gate = deferred<void>();

  async run(key: number, batch: PackedBatch): Promise<ScoredBatch> {
    const x = Array.from(unpackTensors(doubled.inputs, batch)[0] ?? [], Number);
    this.batches.push({ key, x });
    const call = this.batches.length;
    await this.#gate.promise;
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

  it('counts rows, and lets a request that is larger than a batch be one', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, { maxBatchRows: 3 });
    await Promise.all(
      [[1, 2], [3, 4], [5], [6, 7, 8, 9]].map((cells) =>
        batcher.submit(doubled, { rows: cells.length, cells }),
      ),
    );
    expect(runner.batches.map(({ x }) => x)).toEqual([
      [1, 2],
      [3, 4, 5],
      [6, 7, 8, 9],
    ]);
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
