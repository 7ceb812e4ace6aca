import { describe, expect, it } from 'vitest';
import { ParallelLimit } from './parallel-limit.js';

/** Work that ends when the test says so. */
function manualWork() {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const work = (id: number) => () => {
    started.push(id);
    return new Promise<number>((resolve) => {
      ends[id] = () => resolve(id);
    });
  };
  return { started, work, end: (id: number) => ends[id]?.() };
}

describe('ParallelLimit', () => {
  it('starts as many as it may, and the next one when one has ended', async () => {
    const limit = new ParallelLimit(2);
    const { started, work, end } = manualWork();
    const results = [0, 1, 2, 3].map((id) => limit.run(work(id)));
    expect(started).toEqual([0, 1]);
    end(1);
    expect(await results[1]).toBe(1);
    await expect.poll(() => started).toEqual([0, 1, 2]);
    end(0);
    await expect.poll(() => started).toEqual([0, 1, 2, 3]);
    end(2);
    end(3);
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
  });

  it('gives the place of work that failed to the next', async () => {
    const limit = new ParallelLimit(1);
    const failed = limit.run(() => Promise.reject(new Error('broken')));
    const next = limit.run(async () => 'done');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('done');
    expect(await limit.run(async () => 'again')).toBe('again');
  });
});
