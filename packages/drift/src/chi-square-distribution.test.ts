import { describe, expect, it } from 'vitest';
import { chiSquareQuantile, chiSquareSurvival } from './chi-square-distribution.js';

/** Both sides compute in float64; the tails below 1e-200 lose a few digits to the exponent. */
const relativeTolerance = 1e-11;

function expectClose(actual: number, expected: number) {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(relativeTolerance);
}

describe('chiSquareSurvival', () => {
  // scipy 1.17.1: scipy.stats.chi2.sf(x, df)
  it.each([
    [0.5, 1, 0.47950012218695337],
    [2, 2, 0.36787944117144245],
    [16.9189776, 9, 0.05000000007409768],
    [1.6224089635854342, 5, 0.8985262394026607],
    [60, 20, 7.121750862815593e-6],
    [950, 1000, 0.8691240657456883],
    [1200, 1000, 1.2255942330622893e-5],
    [1e-8, 3, 0.999999999999734],
    [100, 9, 1.5735176303753876e-17],
    [1000, 1, 1.7958327848007363e-219],
    [1400, 9, 7.730994243998953e-296],
  ])('gives P(X > %d) at %d degrees of freedom', (x, degreesOfFreedom, expected) => {
    expectClose(chiSquareSurvival(x, degreesOfFreedom), expected);
  });

  it('is 1 at and below zero, and 0 at infinity', () => {
    expect(chiSquareSurvival(0, 3)).toBe(1);
    expect(chiSquareSurvival(-1, 3)).toBe(1);
    expect(chiSquareSurvival(Number.POSITIVE_INFINITY, 3)).toBe(0);
  });
});

describe('chiSquareQuantile', () => {
  // scipy 1.17.1: scipy.stats.chi2.isf(upperTail, df)
  it.each([
    [0.05, 1, 3.8414588206941285],
    [0.01, 9, 21.665994333461928],
    [0.001, 20, 45.31474661812587],
    [0.999, 9, 1.1519495462235645],
    [0.5, 200, 199.33372983863097],
    [1e-100, 5, 476.37943706416274],
    [1e-300, 1, 1373.8726312223944],
  ])('gives the x that is exceeded with probability %d at %d degrees of freedom', (tail, df, expected) => {
    expectClose(chiSquareQuantile(tail, df), expected);
  });
});
