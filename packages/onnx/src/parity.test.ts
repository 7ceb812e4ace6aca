import { describe, expect, it } from 'vitest';
import { checkParity, maxAbsDifference } from './parity.js';
import { errorOf } from './testing/error-of.js';

describe('maxAbsDifference', () => {
  it('is the largest distance, whichever side is larger', () => {
    expect(maxAbsDifference([1, 2, 3], Float32Array.of(1.5, 2, 1))).toBe(2);
  });

  it('is 0 for equal values, for nothing, and for equal infinities and NaN on both sides', () => {
    expect(maxAbsDifference([1, -2], [1, -2])).toBe(0);
    expect(maxAbsDifference([], [])).toBe(0);
    expect(maxAbsDifference([Infinity, -Infinity, NaN], [Infinity, -Infinity, NaN])).toBe(0);
    expect(maxAbsDifference([0], [-0])).toBe(0);
  });

  it('is infinite for NaN on one side and for infinities that differ', () => {
    expect(maxAbsDifference([1, NaN], [1, 2])).toBe(Infinity);
    expect(maxAbsDifference([1, 2], [NaN, 2])).toBe(Infinity);
    expect(maxAbsDifference([Infinity], [-Infinity])).toBe(Infinity);
    expect(maxAbsDifference([Infinity], [1])).toBe(Infinity);
  });

  it('refuses arrays of unequal lengths', () => {
    expect(errorOf(() => maxAbsDifference([1], [1, 2])).code).toBe('ONNX_PARITY_LENGTHS');
  });
});

describe('checkParity', () => {
  it('passes up to the tolerance', () => {
    expect(checkParity([1, 2], [1, 2.5], 0.5)).toEqual({
      rows: 2,
      maxAbsDifference: 0.5,
      tolerance: 0.5,
      passed: true,
    });
    expect(checkParity([1, 2], [1, 2.5], 0.25).passed).toBe(false);
  });

  it('fails closed: NaN, nothing to compare, a tolerance that is no number', () => {
    expect(checkParity([NaN], [1], Number.MAX_VALUE).passed).toBe(false);
    expect(checkParity([], [], 1).passed).toBe(false);
    expect(checkParity([1], [1], NaN).passed).toBe(false);
  });
});
