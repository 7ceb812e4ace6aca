import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchesUnderWay } from './batches-under-way.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Whether the wait is over after so many milliseconds. */
async function isOverAfter(wait: Promise<void> | undefined, ms: number): Promise<boolean> {
  let isOver = false;
  void wait?.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return isOver;
}

describe('BatchesUnderWay', () => {
  it('sends a batch at once where a worker has nothing to do', () => {
    const underWay = new BatchesUnderWay(2);
    expect(underWay.untilNeeded()).toBeUndefined();
    underWay.began(100);
    expect(underWay.untilNeeded()).toBeUndefined();
  });

  it('sends the next at once while short ones are computed', () => {
    const underWay = new BatchesUnderWay(1);
    underWay.began(2.5);
    expect(underWay.untilNeeded()).toBeUndefined();
  });

  it('holds the next back until a fifth of the time of a long one is left', async () => {
    const underWay = new BatchesUnderWay(1);
    underWay.began(100);
    const wait = underWay.untilNeeded();
    expect(await isOverAfter(wait, 79)).toBe(false);
    expect(await isOverAfter(wait, 2)).toBe(true);
  });

  it('holds back what comes after one that travels until that one is nearly done', async () => {
    const underWay = new BatchesUnderWay(1);
    const first = underWay.began(100);
    underWay.began(50);
    await vi.advanceTimersByTimeAsync(100);
    underWay.ended(first);
    const wait = underWay.untilNeeded();
    expect(await isOverAfter(wait, 39)).toBe(false);
    expect(await isOverAfter(wait, 2)).toBe(true);
  });

  it('waits no longer when a batch has ended early', async () => {
    const underWay = new BatchesUnderWay(1);
    const batch = underWay.began(10_000);
    const wait = underWay.untilNeeded();
    underWay.ended(batch);
    expect(await isOverAfter(wait, 0)).toBe(true);
    expect(underWay.untilNeeded()).toBeUndefined();
  });

  it('waits for the first of several workers that becomes free', async () => {
    const underWay = new BatchesUnderWay(2);
    underWay.began(100);
    underWay.began(1_000);
    expect(await isOverAfter(underWay.untilNeeded(), 81)).toBe(true);
  });
});
