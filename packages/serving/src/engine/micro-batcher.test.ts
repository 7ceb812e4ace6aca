import { describe, expect, it } from 'vitest';
import { format, numbers, StepRunner, settle } from '../testing/step-runner.js';
import { MicroBatcher } from './micro-batcher.js';
import type { BatchTarget } from './request-queue.js';

const doubled: BatchTarget = { key: 1 };
const other: BatchTarget = { key: 2 };

describe('MicroBatcher', () => {
  it('answers each request with its own rows', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, format);
    const requests = [[1], [2, 3], [4]];
    const answers = await Promise.all(requests.map((x) => batcher.submit(doubled, numbers(...x))));
    expect(answers).toEqual([[2], [4, 6], [8]]);
  });

  it('takes as the next batch whatever came while one was in flight', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format, { maxBatchesInFlight: 1 });
    const first = batcher.submit(doubled, numbers(1));
    await settle();
    const later = [2, 3, 4].map((x) => batcher.submit(doubled, numbers(x)));
    expect(batcher.queuedRows).toBe(3);
    runner.open();
    await Promise.all([first, ...later]);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [2, 3, 4]]);
    expect(batcher.queuedRows).toBe(0);
  });

  it('sends a second batch while the first is computed, and then waits', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format);
    const answers = [];
    for (const x of [1, 2, 3, 4]) {
      answers.push(batcher.submit(doubled, numbers(x)));
      await settle();
    }
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [2]]);
    runner.open();
    await Promise.all(answers);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [2], [3, 4]]);
  });

  it('holds the next batch back while a long one is computed, and lets it grow', async () => {
    const runner = new StepRunner();
    runner.open();
    runner.delayMs = 50;
    const batcher = new MicroBatcher(runner, format);
    await batcher.submit(doubled, numbers(0));
    const answers = [];
    for (const x of [1, 2, 3, 4]) {
      answers.push(batcher.submit(doubled, numbers(x)));
      await settle();
    }
    await Promise.all(answers);
    expect(runner.batches.map(({ x }) => x)).toEqual([[0], [1], [2, 3, 4]]);
  });

  it('counts rows, not requests, and runs what is larger than a batch as one', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, format, { maxBatchRows: 3 });
    const requests = [[1, 2], [3, 4], [5], [6, 7, 8, 9], [10]];
    const outputs = await Promise.all(requests.map((x) => batcher.submit(doubled, numbers(...x))));
    expect(runner.batches.map(({ x }) => x)).toEqual([[1, 2], [3, 4, 5], [6, 7, 8, 9], [10]]);
    expect(outputs).toEqual([[2, 4], [6, 8], [10], [12, 14, 16, 18], [20]]);
  });

  it('gives a target smaller batches where it takes no larger ones', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, format);
    const small = { ...doubled, maxBatchRows: 2 };
    await Promise.all([1, 2, 3].map((x) => batcher.submit(small, numbers(x))));
    expect(runner.batches.map(({ x }) => x)).toEqual([[1, 2], [3]]);
  });

  it('lets requests of a higher priority go first, and keeps the order of the others', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format, { maxBatchesInFlight: 1, maxBatchRows: 2 });
    const answers = [batcher.submit(doubled, numbers(0))];
    await settle();
    for (const [x, priority] of [
      [1, 0],
      [2, 1],
      [3, 0],
      [4, -1],
    ] as const)
      answers.push(batcher.submit(doubled, numbers(x), { priority }));
    runner.open();
    await Promise.all(answers);
    expect(runner.batches.map(({ x }) => x)).toEqual([[0], [4, 1], [3, 2]]);
  });

  it('never mixes sessions, and lets them take turns', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, format, { maxBatchRows: 1 });
    const targets = [doubled, doubled, doubled, other];
    await Promise.all(targets.map((target, x) => batcher.submit(target, numbers(x))));
    expect(runner.batches.map(({ key }) => key)).toEqual([1, 2, 1, 1]);
  });
});
