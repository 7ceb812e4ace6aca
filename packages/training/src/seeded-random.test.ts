import { describe, expect, it } from 'vitest';
import { deriveSeed, seededRandom, shuffle } from './seeded-random.js';

const draws = (seed: number, stream: 'order' | 'noise' = 'order') =>
  Array.from({ length: 5 }, seededRandom(seed, stream));

describe('seededRandom', () => {
  it('repeats itself for the same seed and stream, and for no other', () => {
    expect(draws(1)).toEqual(draws(1));
    expect(draws(2)).not.toEqual(draws(1));
    expect(draws(1, 'noise')).not.toEqual(draws(1, 'order'));
  });

  it('is uniform on [0, 1)', () => {
    const random = seededRandom(7, 'noise');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const bin = Math.floor(random() * 10);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(counts).toHaveLength(10);
    // Binomial(10000, 0.1) has a standard deviation of 30: 120 is four of them.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('deriveSeed', () => {
  it('gives each layer a seed of its own, never the 0 that tfjs ignores', () => {
    const seeds = [1, 2, 3].flatMap((seed) => [0, 1, 2, 3].map((i) => deriveSeed(seed, 'initialiser', i)));
    expect(new Set(seeds).size).toBe(12);
    for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 1 && seed < 2 ** 31).toBe(true);
  });
});

describe('shuffle', () => {
  it('keeps each index once', () => {
    const indices = Uint32Array.from({ length: 100 }, (_, i) => i);
    shuffle(indices, seededRandom(3, 'order'));
    expect([...indices]).not.toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('swaps as Fisher and Yates: the last with a drawn one, then the one before it', () => {
    const indices = Uint32Array.of(0, 1, 2, 3);
    const numbers = [0, 0.5, 0.9]; // 3 <-> 0; 2 <-> 1; 1 <-> 1
    shuffle(indices, () => numbers.shift() ?? 0);
    expect([...indices]).toEqual([3, 2, 1, 0]);
  });

  it('takes none and one', () => {
    for (const length of [0, 1]) {
      const indices = new Uint32Array(length);
      shuffle(indices, () => 0.5);
      expect(indices).toEqual(new Uint32Array(length));
    }
  });
});
