import { describe, expect, it } from 'vitest';
import { hypergeometricTail } from './hypergeometric-tail.js';

describe('hypergeometricTail', () => {
  it.each([
    [3, 20, 8, 7, 0.608359133126935],
    [0, 10, 3, 4, 1],
    [5, 10, 4, 5, 0],
    [4, 1_000, 4, 100, 9.467641763326411e-5],
    [30, 4_000, 40, 2_000, 0.0010566163098427374],
    [60, 200, 70, 100, 2.5165548481557958e-14],
    [1, 100_000, 1, 1_000, 0.01],
    [6, 10, 6, 6, 1 / 210],
  ])('is that of scipy.stats.hypergeom.sf for %d of %d with %d hits and %d drawn', (found, ...urn) => {
    const [population, hits, drawn, tail] = urn;
    const actual = hypergeometricTail(found, { population, hits, drawn });
    // Logarithms of factorials are a million in the largest case: ten of their digits are left.
    expect(Math.abs(actual - tail)).toBeLessThanOrEqual(1e-8 * tail);
  });
});
