import { describe, expect, it } from 'vitest';
import { binomialTail, normalTail, twoProportionZ } from './two-proportions.js';

describe('twoProportionZ', () => {
  it('is the difference in standard deviations under the pooled share', () => {
    // By hand: 0.15 / sqrt(0.225 · 0.775 · 0.02).
    expect(twoProportionZ({ hits: 30, size: 100 }, { hits: 15, size: 100 })).toBeCloseTo(2.54000254, 8);
    expect(twoProportionZ({ hits: 0, size: 10 }, { hits: 5, size: 50 })).toBeCloseTo(-1.04446594, 8);
  });

  it('takes off what is allowed', () => {
    // By hand: (0.15 − 0.1) / sqrt(0.225 · 0.775 · 0.02).
    expect(twoProportionZ({ hits: 30, size: 100 }, { hits: 15, size: 100 }, 0.1)).toBeCloseTo(0.84666751, 8);
  });

  it('is 0 where both have none, or all', () => {
    expect(twoProportionZ({ hits: 0, size: 10 }, { hits: 0, size: 50 })).toBe(0);
    expect(twoProportionZ({ hits: 10, size: 10 }, { hits: 50, size: 50 })).toBe(0);
  });
});

describe('normalTail', () => {
  it.each([
    [0, 0.5],
    [1, 0.15865525393145707],
    [1.96, 0.024997895148220435],
    [3.5, 0.00023262907903552502],
    [-1, 0.8413447460685429],
  ])('is that of scipy.stats.norm.sf at %d', (z, tail) => {
    // The source gives the formula's error as 7.5e-8.
    expect(Math.abs(normalTail(z) - tail)).toBeLessThan(7.5e-8);
  });
});

describe('binomialTail', () => {
  it.each([
    [5, 100, 0.01, 0.0034323215877545207],
    [0, 10, 0.5, 1],
    [30, 2000, 0.01, 0.02125617140406531],
    [10, 10, 0.5, 0.0009765625],
  ])('is that of scipy.stats.binom.sf for %d or more of %d', (hits, trials, chance, tail) => {
    expect(binomialTail(hits, trials, chance)).toBeCloseTo(tail, 10);
  });
});
