/** Expected values: numpy.quantile, its default method and `averaged_inverted_cdf`. */

import { describe, expect, it } from 'vitest';
import { linearQuantile, steppedQuantile } from './quantile.js';

const sorted = Float64Array.of(1, 2, 3, 4, 100);

describe('linearQuantile', () => {
  it('interpolates between the two nearest values', () => {
    expect([0, 0.05, 0.5, 0.9, 1].map((share) => linearQuantile(sorted, share))).toEqual([
      1, 1.2, 3, 61.60000000000001, 100,
    ]);
  });

  it('takes one value', () => {
    expect(linearQuantile(Float64Array.of(7), 0.3)).toBe(7);
  });
});

describe('steppedQuantile', () => {
  it('is a value, or the mean of two where a step lies on the share', () => {
    expect([0, 0.2, 0.3, 0.4, 0.5, 1].map((share) => steppedQuantile(sorted, share))).toEqual([
      1, 1.5, 2, 2.5, 3, 100,
    ]);
  });

  it('takes one value', () => {
    expect(steppedQuantile(Float64Array.of(7), 0.3)).toBe(7);
  });
});
