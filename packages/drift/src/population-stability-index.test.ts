import { describe, expect, it } from 'vitest';
import {
  populationStabilityIndex,
  populationStabilityTest,
  smoothedShares,
} from './population-stability-index.js';

/** Digits that float64 keeps through a sum of ten logarithms. */
const digits = 12;

describe('populationStabilityIndex', () => {
  it('agrees with Evidently 0.7.21 where no share is zero', () => {
    const reference = [16, 18, 16, 14, 12, 12].map((count) => count / 88);
    const window = [16, 16, 16, 16, 16, 8].map((count) => count / 88);
    expect(populationStabilityIndex(reference, window)).toBeCloseTo(0.037218381577290835, digits);
  });

  it('agrees with Evidently 0.7.21 on its own fill of 1e-4 for a share of zero', () => {
    expect(populationStabilityIndex([0.5, 0.5, 1e-4], [0.5, 0.45, 0.05])).toBeCloseTo(
      0.31537696989415864,
      digits,
    );
  });

  it('is zero for equal shares', () => {
    expect(populationStabilityIndex([0.2, 0.8], [0.2, 0.8])).toBe(0);
  });
});

describe('smoothedShares', () => {
  it('adds half a row to each bin', () => {
    expect(smoothedShares([0, 1, 7.5])).toEqual([0.05, 0.15, 0.8]);
  });
});

describe('populationStabilityTest', () => {
  // numpy 2.4.6 for the index, scipy 1.17.1 chi2.sf for the p-value
  it('refers PSI / (1/n + 1/m) to chi-square with one degree less than bins', () => {
    const window = [40, 60, 50, 55, 45, 52, 48, 50, 61, 39];
    const test = populationStabilityTest(new Array<number>(10).fill(500), window);
    expect(test?.statistic).toBeCloseTo(9.032734166055876, digits);
    expect(test?.pValue).toBeCloseTo(0.4342580400892319, digits);
    expect(test?.degreesOfFreedom).toBe(9);
  });

  it('stays finite with an empty bin', () => {
    expect(populationStabilityTest([50, 50], [10, 0])?.statistic).toBeCloseTo(12.580671230262078, digits);
  });

  it('finds nothing to test in an empty sample or a single bin', () => {
    expect(populationStabilityTest([5, 5], [0, 0])).toBeNull();
    expect(populationStabilityTest([0, 0], [5, 5])).toBeNull();
    expect(populationStabilityTest([10], [7])).toBeNull();
  });
});
