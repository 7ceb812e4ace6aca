/** Runs that fail: what is tried again, and what the requests are told. */

import { describe, expect, it } from 'vitest';
import { format, numbers, StepRunner } from '../testing/step-runner.js';
import { inferenceFailed, inferenceTimeout, workerCrashed, workerUnavailable } from './errors.js';
import { MicroBatcher } from './micro-batcher.js';
import type { BatchTarget } from './request-queue.js';

const doubled: BatchTarget = { key: 1 };

describe('MicroBatcher', () => {
  it('fails only the request that is bad', async () => {
    const runner = new StepRunner();
    runner.open();
    runner.failWith = (x) => (x.includes(13) ? inferenceFailed('13') : undefined);
    const batcher = new MicroBatcher(runner, format);
    const answers = await Promise.allSettled([1, 13, 2].map((x) => batcher.submit(doubled, numbers(x))));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(runner.batches.map(({ x }) => x)).toEqual([[1, 13, 2], [1], [13], [2]]);
  });

  it('tries once more after a crash, and then gives up', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, format);
    runner.failWith = (_, call) => (call === 1 ? workerCrashed('SIGKILL') : undefined);
    await expect(batcher.submit(doubled, numbers(1))).resolves.toBeDefined();
    runner.failWith = () => workerCrashed('SIGKILL');
    await expect(batcher.submit(doubled, numbers(1))).rejects.toMatchObject({
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
    const batcher = new MicroBatcher(runner, format);
    await expect(batcher.submit(doubled, numbers(1))).rejects.toMatchObject({ code });
    expect(runner.batches).toHaveLength(1);
  });

  it('goes on after a failure', async () => {
    const runner = new StepRunner();
    runner.open();
    const batcher = new MicroBatcher(runner, format);
    runner.failWith = (_, call) => (call === 1 ? inferenceFailed('once') : undefined);
    await expect(batcher.submit(doubled, numbers(1))).rejects.toMatchObject({ status: 500 });
    await expect(batcher.submit(doubled, numbers(2))).resolves.toBeDefined();
  });
});
