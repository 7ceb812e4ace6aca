/** How often a guard ends the rollout of an equal candidate: simulated with fixed seeds, with the traffic that misleads. */

import { describe, expect, it } from 'vitest';
import { Random } from '../fuzz/random.js';
import { Guard, type Side } from './guard.js';
import type { GuardLimits } from './guard-limits.js';

/** What both versions do alike. */
interface Traffic {
  /** The candidate's share of the requests. */
  readonly weight: number;
  readonly errorRate: number;
  readonly positiveRate: number;
  /** The share of requests that take 100 ms; the others take 1 ms. */
  readonly slowShare: number;
}

/** How many of so many rollouts end. */
function alarms(
  { weight, errorRate, positiveRate, slowShare }: Traffic,
  {
    limits,
    rollouts,
    requests,
  }: { readonly limits: Partial<GuardLimits>; readonly rollouts: number; readonly requests: number },
): number {
  let count = 0;
  for (let seed = 1; seed <= rollouts; seed++) {
    const random = new Random(seed);
    const guard = new Guard(limits);
    for (let i = 0; i < requests; i++) {
      const side: Side = random.next() < weight ? 'candidate' : 'champion';
      const outcome = {
        ms: random.next() < slowShare ? 100 : 1,
        rows: 1,
        positives: random.next() < positiveRate ? 1 : 0,
      };
      const verdict = random.next() < errorRate ? guard.failed(side) : guard.answered(side, outcome);
      if (verdict === undefined) continue;
      count += 1;
      break;
    }
  }
  return count;
}

/** The same for a side of few keys: each has so many requests, and always gets the same label. */
function keyAlarms(keys: number, positiveRate: number, rollouts: number): number {
  let count = 0;
  for (let seed = 1; seed <= rollouts; seed++) {
    const random = new Random(seed);
    const labels = Array.from({ length: keys }, () => (random.next() < positiveRate ? 1 : 0));
    const guard = new Guard({});
    for (let i = 0; i < 4_000; i++) {
      const key = random.below(keys);
      const side: Side = key % 2 === 0 ? 'candidate' : 'champion';
      guard.assigned(side, key);
      if (guard.answered(side, { ms: 1, rows: 1, positives: labels[key] ?? 0 }) === undefined) continue;
      count += 1;
      break;
    }
  }
  return count;
}

const strict = { maxErrorRateIncrease: 0, maxPositiveRateDifference: 0, falseAlarmRate: 0.01 };

describe('a guard beside an equal candidate', () => {
  it.each<[string, Traffic, Partial<GuardLimits>]>([
    [
      'that one request in a hundred goes to',
      { weight: 0.01, errorRate: 0.003, positiveRate: 0.02, slowShare: 0 },
      { ...strict, minRequests: 50, windowRequests: 200 },
    ],
    [
      'where one request in thirty is slow',
      { weight: 0.5, errorRate: 0, positiveRate: 0.3, slowShare: 0.03 },
      { ...strict, minRequests: 100, windowRequests: 200 },
    ],
    [
      'for hundreds of windows',
      { weight: 0.5, errorRate: 0.05, positiveRate: 0.3, slowShare: 0.005 },
      { ...strict, minRequests: 20, windowRequests: 40 },
    ],
  ])('ends its rollout in one case of a hundred at most, %s', (_, traffic, limits) => {
    // 2 of 200 are due at most; 6 or more have a chance of 2 % then.
    expect(alarms(traffic, { limits, rollouts: 200, requests: 20_000 })).toBeLessThanOrEqual(5);
  });

  it('does not take the labels of a few keys for those of many people', () => {
    for (const keys of [4, 20, 100, 400]) expect([keys, keyAlarms(keys, 0.5, 100)]).toEqual([keys, 0]);
  });

  it('ends none of a hundred long rollouts with the default limits', () => {
    const traffic = { weight: 0.4, errorRate: 0.01, positiveRate: 0.3, slowShare: 0.03 };
    expect(alarms(traffic, { limits: {}, rollouts: 100, requests: 50_000 })).toBe(0);
  });
});
