import { describe, expect, it } from 'vitest';
import { WaitEstimate } from './wait-estimate.js';

describe('WaitEstimate', () => {
  it('knows nothing before the first batch', () => {
    expect(new WaitEstimate(100).waitMs(1000)).toBe(0);
  });

  it('takes all batches for equally long as long as all had as many rows', () => {
    const estimate = new WaitEstimate(100);
    estimate.batchEnded(1, 0, 5);
    estimate.batchEnded(1, 10, 15);
    expect([1, 100, 101, 1000].map((rows) => estimate.waitMs(rows))).toEqual([5, 5, 10, 50]);
  });

  it('finds what a batch takes beside its rows', () => {
    const estimate = new WaitEstimate(100);
    // 2 ms and 0.5 ms a row.
    for (const [i, rows] of [4, 20, 8, 16].entries())
      estimate.batchEnded(rows, 100 * i, 100 * i + 2 + rows / 2);
    expect(estimate.waitMs(100)).toBeCloseTo(52, 9);
    expect(estimate.waitMs(150)).toBeCloseTo(79, 9);
  });

  it('forgets how it was', () => {
    const estimate = new WaitEstimate(10);
    for (let i = 0; i < 10; i++) estimate.batchEnded(1, 100 * i, 100 * i + 50);
    for (let i = 10; i < 110; i++) estimate.batchEnded(1, 100 * i, 100 * i + 1);
    expect(estimate.waitMs(1)).toBeLessThan(1.5);
  });

  it('never says that rows cost less than nothing', () => {
    const estimate = new WaitEstimate(100);
    estimate.batchEnded(1, 0, 50);
    estimate.batchEnded(100, 100, 110);
    expect(estimate.waitMs(1000)).toBeGreaterThan(0);
  });

  it('counts the time that two batches share once', () => {
    const estimate = new WaitEstimate(100);
    estimate.batchEnded(1, 0, 20);
    estimate.batchEnded(1, 10, 40);
    // Together 40 ms, the second of them weighs more.
    expect(estimate.waitMs(1)).toBeCloseTo((0.95 * 20 + 20) / 1.95, 9);
  });

  it('is not led astray by a batch that had to wait for a new process', () => {
    const estimate = new WaitEstimate(100);
    for (let i = 0; i < 40; i++) estimate.batchEnded(100, 10 * i, 10 * i + 2);
    estimate.batchEnded(100, 400, 1_400);
    // Ten batches take 20 ms.
    expect(estimate.waitMs(1_000)).toBeLessThan(50);
  });

  it('knows a slowdown that lasts after some batches', () => {
    const estimate = new WaitEstimate(100);
    for (let i = 0; i < 40; i++) estimate.batchEnded(100, 10 * i, 10 * i + 2);
    for (let i = 0; i < 15; i++) estimate.batchEnded(100, 400 + 500 * i, 900 + 500 * i);
    // Ten batches take 5 s.
    expect(estimate.waitMs(1_000)).toBeGreaterThan(1_000);
  });
});
