import { describe, expect, it } from 'vitest';
import { normal, uniform } from './random.js';

describe('uniform', () => {
  it.each([
    // A Python port of MurmurHash3's fmix32, which gives fmix32(1) = 0x514e28b7 as its author's code does.
    [0, 0, 0, 0.5733975801849738],
    [20, 0, 0, 0.3691339018987492],
    [20, 7042, 22, 0.24147855944465846],
    [-1, 3, 5, 0.3269034296972677],
  ])('is the reference for seed %i, row %i, stream %i', (seed, row, stream, expected) => {
    expect(uniform(seed, row, stream)).toBe(expected);
  });

  it('is spread evenly over rows and over streams', () => {
    const tenths = (draw: (i: number) => number) => {
      const counts = new Array<number>(10).fill(0);
      for (let i = 0; i < 10_000; i++) {
        const bin = Math.floor(10 * draw(i));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return counts;
    };
    // Five binomial standard errors of a tenth of 10 000.
    const tolerance = 150;
    for (const counts of [tenths((i) => uniform(1, i, 0)), tenths((i) => uniform(1, 0, i))])
      for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(tolerance);
  });

  it('does not tie a row to the next one, nor a stream or a seed', () => {
    const pairs = [
      (i: number) => [uniform(1, i, 0), uniform(1, i + 1, 0)],
      (i: number) => [uniform(1, i, 0), uniform(1, i, 1)],
      (i: number) => [uniform(1, i, 0), uniform(2, i, 0)],
    ];
    for (const pair of pairs) expect(Math.abs(correlation(pair, 10_000))).toBeLessThan(0.05); // five times 1/√n
  });
});

describe('normal', () => {
  it('is the transform of Box and Muller', () => {
    expect(normal(Math.exp(-0.5), 0.5)).toBeCloseTo(-1, 15);
    expect(normal(Math.exp(-2), 0.25)).toBeCloseTo(0, 15);
  });

  it('has mean 0 and variance 1', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => normal(uniform(3, i, 0), uniform(3, i, 1)));
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
    // Five standard errors: 1/√n and √(2/n).
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.071);
  });
});

function correlation(pair: (i: number) => readonly number[], n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const [first = 0, second = 0] = pair(i);
    total += (first - 0.5) * (second - 0.5);
  }
  return (12 * total) / n;
}
