import { describe, expect, it } from 'vitest';
import { percentileInterval } from './percentile-interval.js';

describe('percentileInterval', () => {
  it('cuts the tails where numpy does', () => {
    // numpy.quantile([1, 2, 4, 8], [0.025, 0.975])
    const { value, low, high } = percentileInterval(3, Float64Array.of(8, 1, 4, 2), 0.95);
    expect(value).toBe(3);
    expect(low).toBeCloseTo(1.075, 12);
    expect(high).toBeCloseTo(7.7, 12);
  });

  it('is a point for one estimate', () => {
    expect(percentileInterval(1, Float64Array.of(2), 0.95)).toEqual({ value: 1, low: 2, high: 2 });
  });
});
