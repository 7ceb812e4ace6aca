import { describe, expect, it } from 'vitest';
import { seededRandom, xoshiro128 } from './xoshiro128.js';

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('xoshiro128', () => {
  it("gives the reference implementation's numbers", () => {
    const next = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 8 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
    ]);
  });
});

describe('seededRandom', () => {
  it('repeats itself for the same seed only', () => {
    expect(draw(7, 20)).toEqual(draw(7, 20));
    expect(draw(8, 20)).not.toEqual(draw(7, 20));
    expect(draw(7 + 2 ** 32, 20)).not.toEqual(draw(7, 20));
  });

  it.each([0, 1, -1, Number.MAX_SAFE_INTEGER])('is uniform on [0, 1) for seed %i', (seed) => {
    const numbers = draw(seed, 10_000);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    // The mean's standard error is 0.0029; five of them.
    const mean = numbers.reduce((total, x) => total + x, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0145);
  });
});
