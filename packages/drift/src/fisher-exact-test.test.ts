import { describe, expect, it } from 'vitest';
import { fisherExactTest } from './fisher-exact-test.js';

/** The longest case multiplies 20,000 ratios, each with a rounding error of 1e-16. */
const relativeTolerance = 1e-9;

const of = (count: number, total: number) => ({ count, total });

describe('fisherExactTest', () => {
  // scipy 1.17.1: scipy.stats.fisher_exact([[a, total - a], [c, total - c]], alternative)
  it.each([
    { window: of(8, 10), reference: of(1, 6), twoSided: 0.034965034965034975, greater: 0.024475524475524483 },
    { window: of(3, 4), reference: of(1, 4), twoSided: 0.48571428571428565, greater: 0.24285714285714283 },
    {
      window: of(10, 100),
      reference: of(250, 5000),
      twoSided: 0.03526187163724266,
      greater: 0.030197007353114556,
    },
    { window: of(0, 100), reference: of(250, 5000), twoSided: 0.015527374369892995, greater: 1 },
    {
      window: of(3, 100),
      reference: of(0, 5000),
      twoSided: 7.318233312220584e-6,
      greater: 7.318233312220584e-6,
    },
    {
      window: of(30, 1000),
      reference: of(1, 5000),
      twoSided: 8.189617672928514e-23,
      greater: 8.189617672928514e-23,
    },
    {
      window: of(500, 1000),
      reference: of(1000, 5000),
      twoSided: 1.5395865847747275e-79,
      greater: 8.432680243965537e-80,
    },
    {
      window: of(2000, 100_000),
      reference: of(18_000, 1_000_000),
      twoSided: 8.327183281415149e-6,
      greater: 4.482147326087013e-6,
    },
  ])('agrees with scipy on $window against $reference', ({ window, reference, twoSided, greater }) => {
    expect(Math.abs(fisherExactTest(window, reference, 'two-sided') / twoSided - 1)).toBeLessThan(
      relativeTolerance,
    );
    expect(Math.abs(fisherExactTest(window, reference, 'greater') / greater - 1)).toBeLessThan(
      relativeTolerance,
    );
  });

  it('is 1 when no row or every row has the property', () => {
    expect(fisherExactTest(of(0, 100), of(0, 5000), 'two-sided')).toBe(1);
    expect(fisherExactTest(of(100, 100), of(5000, 5000), 'two-sided')).toBe(1);
    expect(fisherExactTest(of(0, 0), of(3, 10), 'greater')).toBe(1);
  });
});
