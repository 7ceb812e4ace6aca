import { describe, expect, it } from 'vitest';
import type { BatchTarget, WaitingRequest } from '../engine/request-queue.js';
import { BatchStatistics } from './batch-statistics.js';

function target(key: number): BatchTarget {
  return { key };
}

function queuedAt(ms: number): WaitingRequest {
  return { rows: 1, terms: undefined, queuedAt: ms };
}

/** Packed for 1 ms from 100 on, and back after `totalMs`. */
function course(of: BatchTarget, waitedSince: readonly number[], totalMs: number) {
  return {
    ...{ target: of, requests: waitedSince.map(queuedAt) },
    ...{ beganAt: 100, packedAt: 101, endedAt: 100 + totalMs },
  };
}

describe('BatchStatistics', () => {
  it('counts the time of a batch once for each of its requests, and once for its size', () => {
    const statistics = new BatchStatistics();
    const tiny = target(1);
    statistics.batchScored(5, 3, course(tiny, [90, 96], 6));
    expect(statistics.of(tiny)).toEqual({
      queue: { count: 2, ms: 14 },
      failed: 0,
      input: { count: 2, ms: 2 },
      infer: { count: 2, ms: 6 },
      output: { count: 2, ms: 4 },
      batches: new Map([
        [5, { input: { count: 1, ms: 1 }, infer: { count: 1, ms: 3 }, output: { count: 1, ms: 2 } }],
      ]),
      rows: 5,
      cacheHits: { count: 0, ms: 0 },
      cacheMisses: { count: 0, ms: 0 },
      lastBatchAt: expect.any(Number),
    });
  });

  it('keeps sessions and sizes apart', () => {
    const statistics = new BatchStatistics();
    const [one, two] = [target(1), target(2)];
    statistics.batchScored(1, 1, course(one, [100], 3));
    statistics.batchScored(2, 1, course(one, [100], 3));
    statistics.batchScored(1, 1, course(one, [100], 3));
    statistics.requestFailed(two);
    expect(statistics.of(one)).toMatchObject({ rows: 4, failed: 0, infer: { count: 3, ms: 3 } });
    expect([...statistics.of(one).batches].map(([rows, { infer }]) => [rows, infer.count])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(statistics.of(two)).toMatchObject({ rows: 0, failed: 1, infer: { count: 0 }, lastBatchAt: 0 });
  });

  it('counts what was looked up among the answers that are kept', () => {
    const statistics = new BatchStatistics();
    const tiny = target(1);
    for (const ms of [1, 2]) statistics.lookedUp(tiny, { isHit: true, ms });
    statistics.lookedUp(tiny, { isHit: false, ms: 4 });
    expect(statistics.of(tiny)).toMatchObject({
      cacheHits: { count: 2, ms: 3 },
      cacheMisses: { count: 1, ms: 4 },
    });
  });

  it('takes no time off when the clocks of the processes disagree', () => {
    const statistics = new BatchStatistics();
    const tiny = target(1);
    statistics.batchScored(1, 7, course(tiny, [100], 6));
    expect(statistics.of(tiny).output).toEqual({ count: 1, ms: 0 });
  });
});
