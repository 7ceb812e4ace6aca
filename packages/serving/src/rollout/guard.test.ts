import { describe, expect, it } from 'vitest';
import { Random } from '../fuzz/random.js';
import { Guard, type Side } from './guard.js';
import type { GuardLimits } from './guard-limits.js';

const sides = ['champion', 'candidate'] as const;

interface Behaviour {
  readonly errorRate?: number;
  readonly positiveRate?: number;
  readonly medianMs?: number;
}

/** Each side in turn; the first verdict, and after how many requests of each. */
function watch(
  limits: Partial<GuardLimits>,
  behaviours: Readonly<Record<Side, Behaviour>>,
  { requests, seed }: { readonly requests: number; readonly seed: number },
) {
  const guard = new Guard(limits);
  const random = new Random(seed);
  for (let i = 1; i <= requests; i++)
    for (const side of sides) {
      const { errorRate = 0.01, positiveRate = 0.3, medianMs = 100 } = behaviours[side];
      // A long tail, as latencies have: three in a hundred take more than 1.5 times the median.
      const ms = medianMs * (0.8 - 0.2 * Math.log(1 - random.next()));
      const outcome = { ms, rows: 1, positives: random.next() < positiveRate ? 1 : 0 };
      const verdict = random.next() < errorRate ? guard.failed(side) : guard.answered(side, outcome);
      if (verdict !== undefined) return { verdict, after: i };
    }
  return undefined;
}

const equal = { champion: {}, candidate: {} };

describe('Guard', () => {
  it('stays silent beside an equal candidate, as often as it promises', () => {
    // Differences of any size count here, so that chance alone decides. One window each: the first, which has half of it.
    const limits = {
      windowRequests: 400,
      falseAlarmRate: 0.1,
      maxErrorRateIncrease: 0,
      maxPositiveRateDifference: 0,
    };
    let alarms = 0;
    for (let seed = 1; seed <= 300; seed++) if (watch(limits, equal, { requests: 400, seed })) alarms += 1;
    // 15 are due at most; three standard deviations (3.8) more have a chance of one in a thousand.
    expect(alarms).toBeLessThanOrEqual(26);
    // Bonferroni gives away some of it, but a guard that never barks proves nothing.
    expect(alarms).toBeGreaterThan(0);
  });

  it.each<[string, Behaviour, RegExp]>([
    ['fails', { errorRate: 0.2 }, /^its error rate is [\d.]+ % of \d+, the champion's [\d.]+ % of \d+/],
    ['is slow', { medianMs: 400 }, /its p99 is \d+\.\d ms, the champion's \d+\.\d ms/],
    ['says yes more often', { positiveRate: 0.65 }, /^its share of positive labels is [\d.]+ % of \d+/],
    ['says yes less often', { positiveRate: 0.05 }, /^its share of positive labels is [\d.]+ % of \d+/],
  ])('ends a rollout whose candidate %s', (_, candidate, told) => {
    for (let seed = 1; seed <= 20; seed++) {
      const ended = watch({}, { champion: {}, candidate }, { requests: 2_000, seed });
      expect(ended?.verdict).toMatch(told);
    }
  });

  it('says nothing before it has seen enough of both', () => {
    const broken = { champion: {}, candidate: { errorRate: 1 } };
    expect(watch({ minRequests: 50 }, broken, { requests: 49, seed: 1 })).toBeUndefined();
    expect(watch({ minRequests: 50 }, broken, { requests: 50, seed: 1 })?.after).toBe(50);
    const guard = new Guard({ minRequests: 20 });
    for (let i = 0; i < 1_000; i++) expect(guard.failed('candidate')).toBeUndefined();
  });

  it('lets pass what is surely different and within the limit', () => {
    const candidate = { positiveRate: 0.36 };
    const limits = { windowRequests: 20_000, maxPositiveRateDifference: 0.1 };
    expect(watch(limits, { champion: {}, candidate }, { requests: 20_000, seed: 1 })).toBeUndefined();
    const strict = { ...limits, maxPositiveRateDifference: 0.01 };
    expect(watch(strict, { champion: {}, candidate }, { requests: 20_000, seed: 1 })).toBeDefined();
  });

  it('takes the rows of one request for one observation', () => {
    const guard = new Guard({ minRequests: 20, windowRequests: 20 });
    const verdicts = Array.from({ length: 20 }, (_, i) => {
      // One of 20 requests has a thousand rows and all of them are positive; the others have one each.
      const large = { ms: 1, rows: 1_000, positives: 1_000 };
      const small = { ms: 1, rows: 1, positives: 0 };
      guard.answered('champion', small);
      return guard.answered('candidate', i === 0 ? large : small);
    });
    expect(verdicts.filter((verdict) => verdict !== undefined)).toEqual([]);
  });

  it('ends a rollout whose candidate loses three processes without an answer between', () => {
    let ends = 7;
    const guard = new Guard({}, () => ends);
    const loseProcess = () => {
      ends += 1;
      return guard.failed('candidate');
    };
    expect([loseProcess(), loseProcess(), guard.failed('champion')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    guard.answered('candidate', { ms: 1, rows: 1, positives: 0 });
    expect([loseProcess(), loseProcess()]).toEqual([undefined, undefined]);
    expect(loseProcess()).toBe('its processes ended 3 times in a row without an answer');
  });

  it('ends a rollout whose candidate has lost them when a request does not reach it either', () => {
    let ends = 0;
    const guard = new Guard({ minRequests: 20 }, () => ends);
    for (let i = 0; i < 1_000; i++) {
      guard.answered('champion', { ms: 1, rows: 1, positives: 0 });
      // Overload alone says nothing of a version.
      expect(guard.unreached('candidate')).toBeUndefined();
    }
    ends = 3;
    expect(guard.unreached('champion')).toBeUndefined();
    expect(guard.unreached('candidate')).toBe('its processes ended 3 times in a row without an answer');
  });

  it('does not mind milliseconds', () => {
    const slow = { champion: { medianMs: 1 }, candidate: { medianMs: 5 } };
    expect(watch({}, slow, { requests: 400, seed: 1 })).toBeUndefined();
  });
});
