import { describe, expect, it } from 'vitest';
import { labels, scores } from '../fixtures/twenty-rows.js';
import { bootstrapIntervals } from './bootstrap-intervals.js';

/** Between two bootstraps with thousands of samples, the ends of an interval differ by Monte Carlo noise. */
const monteCarloTolerance = 0.02;

describe('bootstrapIntervals', () => {
  it("agrees with scikit-learn's metrics on numpy's samples", () => {
    const intervals = bootstrapIntervals(labels, scores, 0.5, { resamples: 4000, seed: 1 });
    // 20,000 samples: rocAuc, averagePrecision and brier at 2.5 % and 97.5 %.
    const expected = {
      rocAuc: [0.6319, 0.9798],
      averagePrecision: [0.4885, 0.9683],
      brier: [0.0994, 0.2335],
    } as const;
    for (const name of ['rocAuc', 'averagePrecision', 'brier'] as const) {
      const { low, high } = intervals[name];
      expect(Math.abs(low - expected[name][0]), `${name} low`).toBeLessThan(monteCarloTolerance);
      expect(Math.abs(high - expected[name][1]), `${name} high`).toBeLessThan(monteCarloTolerance);
    }
  });

  it('gives accuracy the interval of a binomial share', () => {
    // Right rows of a sample are binomial (20, 0.75); its 5 % and 95 % quantiles are 12 and 18.
    const { accuracy } = bootstrapIntervals(labels, scores, 0.5, { level: 0.9, seed: 1 });
    expect(accuracy).toEqual({ value: 0.75, low: 0.6, high: 0.9 });
  });

  it('takes the value from the original rows', () => {
    const { rocAuc } = bootstrapIntervals(labels, scores, 0.5, { resamples: 2, seed: 1 });
    expect(rocAuc.value).toBe(161 / 192);
  });

  it('repeats itself for the same seed only', () => {
    const run = (seed: number) => bootstrapIntervals(labels, scores, 0.5, { resamples: 50, seed });
    expect(run(4)).toEqual(run(4));
    expect(run(5)).not.toEqual(run(4));
  });

  it('finds no number but a finite one on two rows', () => {
    const intervals = bootstrapIntervals(Uint8Array.of(0, 1), [0.5, 0.5], 0.5, { resamples: 20, seed: 1 });
    expect(intervals.rocAuc).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
    expect(Object.values(intervals).flatMap(Object.values).every(Number.isFinite)).toBe(true);
  });

  it('refuses rows of one class', () => {
    expect(() => bootstrapIntervals(Uint8Array.of(1, 1), [0.2, 0.4], 0.5, { seed: 1 })).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_ONE_CLASS' }),
    );
  });

  it('refuses wrong options', () => {
    expect(() => bootstrapIntervals(labels, scores, 0.5, { seed: Number.NaN })).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_OPTIONS_INVALID' }),
    );
  });
});
