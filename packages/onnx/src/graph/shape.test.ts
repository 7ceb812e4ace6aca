import { describe, expect, it } from 'vitest';
import { broadcastShapes, elementCount, formatShape, resolveAxis } from './shape.js';

describe('broadcastShapes', () => {
  it.each([
    { a: [], b: [], result: [] },
    { a: ['N', 3], b: [3], result: ['N', 3] },
    { a: [3], b: ['N', 3], result: ['N', 3] },
    { a: ['N', 1], b: [1, 4], result: ['N', 4] },
    { a: ['N'], b: ['N'], result: ['N'] },
    { a: ['N'], b: [], result: ['N'] },
    { a: ['N'], b: [5], result: [5] },
  ])('joins $a and $b', ({ a, b, result }) => {
    expect(broadcastShapes(a, b)).toEqual(result);
  });

  it.each([
    { a: [2], b: [3] },
    { a: ['N'], b: ['M'] },
    { a: [4, 2], b: [4] },
  ])('has no result for $a and $b', ({ a, b }) => {
    expect(broadcastShapes(a, b)).toBeUndefined();
  });
});

describe('elementCount', () => {
  it('multiplies, is 1 for a scalar, and unknown when a dimension has a name', () => {
    expect(elementCount([2, 3])).toBe(6);
    expect(elementCount([])).toBe(1);
    expect(elementCount([2, 0])).toBe(0);
    expect(elementCount([2, 'N'])).toBeUndefined();
  });
});

describe('resolveAxis', () => {
  it('counts from the end when negative, and knows no axis outside of the rank', () => {
    expect(resolveAxis(1, 2)).toBe(1);
    expect(resolveAxis(-1, 2)).toBe(1);
    expect(resolveAxis(2, 2)).toBeUndefined();
    expect(resolveAxis(-3, 2)).toBeUndefined();
    expect(resolveAxis(0.5, 2)).toBeUndefined();
  });
});

describe('formatShape', () => {
  it('shows names and numbers', () => {
    expect(formatShape(['N', 3])).toBe('[N, 3]');
    expect(formatShape([])).toBe('[]');
  });
});
