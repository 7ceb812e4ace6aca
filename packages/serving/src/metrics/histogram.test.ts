import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.js';

function observed(...values: readonly number[]) {
  const histogram = new Histogram({ name: 'x', help: 'X', bounds: [1, 2, 4] });
  for (const value of values) histogram.observe(value);
  return { histogram, snapshot: histogram.read().histograms[0] };
}

const cumulative = (values: readonly number[]) =>
  observed(...values).snapshot?.buckets.map(({ cumulativeCount }) => cumulativeCount);

describe('Histogram', () => {
  it('counts nothing before the first observation', () => {
    expect(observed().snapshot).toMatchObject({
      ...{ labels: {}, count: 0, sum: 0 },
      native: { zeroCount: 0, positive: [] },
    });
    expect(cumulative([])).toEqual([0, 0, 0, 0]);
  });

  it('counts a value in the bucket whose bound it does not exceed', () => {
    expect(cumulative([1])).toEqual([1, 1, 1, 1]);
    expect(cumulative([1.001, 2, 3])).toEqual([0, 2, 3, 3]);
    expect(cumulative([4.001])).toEqual([0, 0, 0, 1]);
    expect(observed(1, 2, 4.5).snapshot).toMatchObject({ count: 3, sum: 7.5 });
  });

  it.each([
    // Bucket i of schema 3 ends at 2^(i / 8): 1 at 0, 1.0905 at 1, 2 at 8.
    [1, 0],
    [1.09, 1],
    [1.091, 2],
    [2, 8],
    [0.5, -8],
    [4096, 96],
    // The first bucket above the zero bucket, and the last one, which takes whatever is more.
    [2 ** -20 * 1.01, -159],
    [8192, 104],
    [1e9, 104],
  ])('counts %d in the native bucket %d', (value, index) => {
    expect(observed(value).snapshot?.native).toEqual({
      ...{ schema: 3, zeroThreshold: 2 ** -20, zeroCount: 0 },
      positive: [{ index, count: 1 }],
    });
  });

  it.each([0, 2 ** -20])('counts %d as zero', (value) => {
    expect(observed(value).snapshot?.native).toMatchObject({ zeroCount: 1, positive: [] });
  });

  it('tells the native buckets that are not empty by rising index', () => {
    expect(observed(4, 1, 1, 0.25).snapshot?.native?.positive).toEqual([
      { index: -16, count: 1 },
      { index: 0, count: 2 },
      { index: 16, count: 1 },
    ]);
  });

  it('keeps the latest trace of each bucket', () => {
    const { histogram } = observed(1, 0.5, 9);
    histogram.exemplify(1, 'aa', 1000);
    histogram.exemplify(0.5, 'bb', 2000);
    histogram.exemplify(9, 'cc', 3000);
    expect(histogram.read().histograms[0]?.buckets.map(({ exemplar }) => exemplar)).toEqual([
      { traceId: 'bb', value: 0.5, time: 2000 },
      undefined,
      undefined,
      { traceId: 'cc', value: 9, time: 3000 },
    ]);
  });
});
