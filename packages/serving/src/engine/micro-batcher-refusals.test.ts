/** What would wait for too long, or what nobody waits for, is refused. */

import { describe, expect, it } from 'vitest';
import { format, numbers, StepRunner, settle } from '../testing/step-runner.js';
import { MicroBatcher } from './micro-batcher.js';
import type { BatchTarget } from './request-queue.js';

const doubled: BatchTarget = { key: 1 };

describe('MicroBatcher', () => {
  it('does not begin what is too late, or what nobody waits for', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format, { maxBatchesInFlight: 1 });
    const first = batcher.submit(doubled, numbers(1));
    await settle();
    const late = batcher.submit(doubled, numbers(2), { deadlineAt: performance.now() });
    const gone = batcher.submit(doubled, numbers(3), { isAbandoned: () => true });
    const last = batcher.submit(doubled, numbers(4), { isAbandoned: () => false });
    runner.open();
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', status: 504 });
    await expect(gone).rejects.toMatchObject({ code: 'REQUEST_ABANDONED' });
    await Promise.all([first, last]);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1], [4]]);
    expect(batcher.queuedRows).toBe(0);
  });

  it('refuses at once what would wait for too long, or past its own deadline', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format, { maxBatchesInFlight: 1, maxQueueMs: 60_000 });
    runner.open();
    runner.delayMs = 20;
    await batcher.submit(doubled, numbers(0));
    const waiting = [1, 2, 3].map((x) => batcher.submit(doubled, numbers(x)));
    const deadlineAt = performance.now() + 1;
    await expect(batcher.submit(doubled, numbers(4), { deadlineAt })).rejects.toMatchObject({
      code: 'OVERLOADED',
      status: 503,
      retryAfterSeconds: 1,
    });
    await Promise.all(waiting);
  });

  it('lets wait what fits into the next batch, however slow the model is', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format, {
      maxBatchesInFlight: 1,
      maxBatchRows: 3,
      maxQueueMs: 1,
    });
    runner.open();
    runner.delayMs = 20;
    await batcher.submit(doubled, numbers(0));
    const submit = (x: number) => batcher.submit(doubled, numbers(x));
    const waiting = [1, 2, 3].map(submit);
    expect(batcher.refusal).toMatchObject({ code: 'OVERLOADED' });
    await expect(submit(4)).rejects.toMatchObject({ code: 'OVERLOADED' });
    await Promise.all(waiting);
    expect(batcher.refusal).toBeUndefined();
  });

  it('refuses what would make more rows wait than the limit', async () => {
    const runner = new StepRunner();
    const batcher = new MicroBatcher(runner, format, { maxQueueRows: 2, maxBatchesInFlight: 1 });
    const inFlight = batcher.submit(doubled, numbers(1));
    await settle();
    const waiting = batcher.submit(doubled, numbers(2, 3));
    await expect(batcher.submit(doubled, numbers(4))).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      status: 503,
    });
    runner.open();
    await Promise.all([inFlight, waiting]);
  });
});
