import { describe, expect, it } from 'vitest';
import { twoSampleChiSquareTest } from './chi-square-test.js';

/** Digits that float64 keeps through a sum of ten terms. */
const digits = 12;

describe('twoSampleChiSquareTest', () => {
  // scipy 1.17.1: scipy.stats.chi2_contingency([reference, window], correction=False)
  it.each([
    {
      reference: [16, 18, 16, 14, 12, 12],
      window: [16, 16, 16, 16, 16, 8],
      statistic: 1.6224089635854342,
      pValue: 0.8985262394026607,
      degreesOfFreedom: 5,
    },
    {
      reference: [4, 2, 0],
      window: [1, 1, 4],
      statistic: 6.133333333333333,
      pValue: 0.04657615022238343,
      degreesOfFreedom: 2,
    },
    {
      reference: [30, 70],
      window: [45, 55],
      statistic: 4.8,
      pValue: 0.028459736916310638,
      degreesOfFreedom: 1,
    },
    {
      reference: [3650, 1350],
      window: [280, 220],
      statistic: 64.40333219882986,
      pValue: 1.0138654159311307e-15,
      degreesOfFreedom: 1,
    },
  ])('agrees with scipy on $reference against $window', ({ reference, window, ...expected }) => {
    const test = twoSampleChiSquareTest(reference, window);
    expect(test?.statistic).toBeCloseTo(expected.statistic, digits);
    expect(test?.pValue).toBeCloseTo(expected.pValue, digits);
    expect(test?.degreesOfFreedom).toBe(expected.degreesOfFreedom);
  });

  it('leaves classes without rows out of the degrees of freedom', () => {
    const test = twoSampleChiSquareTest([30, 0, 70], [45, 0, 55]);
    expect(test?.statistic).toBeCloseTo(4.8, digits);
    expect(test?.degreesOfFreedom).toBe(1);
  });

  it('finds nothing to test in an empty sample or a single class', () => {
    expect(twoSampleChiSquareTest([5, 5], [0, 0])).toBeNull();
    expect(twoSampleChiSquareTest([0, 0], [5, 5])).toBeNull();
    expect(twoSampleChiSquareTest([10, 0], [7, 0])).toBeNull();
    expect(twoSampleChiSquareTest([], [])).toBeNull();
  });
});
