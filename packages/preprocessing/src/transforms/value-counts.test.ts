import { describe, expect, it } from 'vitest';
import { countNumbers, countTexts, mostFrequent } from './value-counts.js';

describe('countTexts', () => {
  it('counts in code-unit order and leaves out what is missing', () => {
    expect([...countTexts(['b', '', 'a', 'b', 'Z'])]).toEqual([
      ['Z', 1],
      ['a', 1],
      ['b', 2],
    ]);
    expect([...countTexts(['', ''])]).toEqual([]);
  });
});

describe('countNumbers', () => {
  it('counts in ascending order', () => {
    expect([...countNumbers([10, 9, -1, 9])]).toEqual([
      [-1, 1],
      [9, 2],
      [10, 1],
    ]);
  });
});

describe('mostFrequent', () => {
  it('is the first of the most frequent, and nothing for nothing', () => {
    expect(
      mostFrequent(
        new Map([
          ['a', 1],
          ['b', 2],
          ['c', 2],
        ]),
      ),
    ).toBe('b');
    expect(mostFrequent(new Map())).toBeUndefined();
  });
});
