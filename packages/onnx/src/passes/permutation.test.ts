import { describe, expect, it } from 'vitest';
import { compose, identityOf, inverse, isIdentity, permuteShape, samePermutation } from './permutation.js';

/** From [N, H, W, C] to [N, C, H, W], and back. */
const toChannelsFirst = [0, 3, 1, 2];
const toChannelsLast = [0, 2, 3, 1];

describe('permuteShape', () => {
  it('is the shape behind a Transpose', () => {
    expect(permuteShape(['N', 8, 9, 3], toChannelsFirst)).toEqual(['N', 3, 8, 9]);
    expect(permuteShape([], [])).toEqual([]);
  });
});

describe('compose', () => {
  it('is one Transpose for two', () => {
    expect(compose(toChannelsFirst, [1, 0, 2, 3])).toEqual([3, 0, 1, 2]);
    expect(permuteShape(permuteShape([2, 3, 4, 5], toChannelsFirst), [1, 0, 2, 3])).toEqual([5, 2, 3, 4]);
    expect(permuteShape([2, 3, 4, 5], [3, 0, 1, 2])).toEqual([5, 2, 3, 4]);
  });
});

describe('inverse', () => {
  it('undoes a permutation', () => {
    expect(inverse(toChannelsFirst)).toEqual(toChannelsLast);
    expect(isIdentity(compose(toChannelsFirst, toChannelsLast))).toBe(true);
  });
});

describe('isIdentity', () => {
  it('holds for what moves nothing', () => {
    expect(isIdentity(identityOf(3))).toBe(true);
    expect(isIdentity([])).toBe(true);
    expect(isIdentity([1, 0])).toBe(false);
  });
});

describe('samePermutation', () => {
  it('compares every axis and the rank', () => {
    expect(samePermutation([1, 0, 2], [1, 0, 2])).toBe(true);
    expect(samePermutation([1, 0, 2], [1, 0])).toBe(false);
    expect(samePermutation([1, 0, 2], [0, 1, 2])).toBe(false);
  });
});
