import { describe, expect, it } from 'vitest';
import { numericBinCounts, numericProfile } from './numeric-profile.js';

const column = (...values: number[]) => Float64Array.from(values);
const repeat = (value: number, times: number) => new Array<number>(times).fill(value);

describe('numericProfile', () => {
  it('cuts at the quantiles, which are values of the column', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(numericProfile('x', values, 4)).toEqual({
      kind: 'numeric',
      name: 'x',
      rows: 100,
      missing: 0,
      min: 1,
      max: 100,
      edges: [25, 50, 75],
      counts: [25, 25, 25, 25],
    });
  });

  it('gives each of few values a bin, however rare', () => {
    const profile = numericProfile('lines', column(...repeat(0, 50), 1, 2, ...repeat(3, 48)), 10);
    expect(profile.edges).toEqual([0, 1, 2]);
    expect(profile.counts).toEqual([50, 1, 1, 48]);
  });

  it('gives a value that outweighs a bin its own', () => {
    const values = column(1, 2, 3, 4, 5, ...repeat(6, 90), 7, 8, 9, 10, 11);
    const profile = numericProfile('x', values, 10);
    expect(profile.edges).toEqual([5, 6]);
    expect(profile.counts).toEqual([5, 90, 5]);
  });

  it('has one bin for a constant column', () => {
    expect(numericProfile('x', column(...repeat(7, 20)), 10)).toMatchObject({
      min: 7,
      max: 7,
      edges: [],
      counts: [20],
    });
  });

  it('counts missing values apart, also when all are missing', () => {
    expect(numericProfile('x', column(1, Number.NaN, 2), 10)).toMatchObject({
      rows: 3,
      missing: 1,
      counts: [1, 1],
    });
    expect(numericProfile('x', column(Number.NaN, Number.NaN), 10)).toMatchObject({
      rows: 2,
      missing: 2,
      min: null,
      max: null,
      edges: [],
      counts: [0],
    });
  });

  it('leaves the column in its order', () => {
    const values = column(3, 1, 2);
    numericProfile('x', values, 10);
    expect([...values]).toEqual([3, 1, 2]);
  });
});

describe('numericBinCounts', () => {
  it('puts a value on an edge below it, infinities at the ends, and NaN nowhere', () => {
    const values = column(1, 2, 2.5, 1e308, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN);
    expect(numericBinCounts(values, [1, 2])).toEqual([2, 1, 3]);
  });
});
