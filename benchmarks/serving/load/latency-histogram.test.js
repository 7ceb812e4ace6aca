import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.js';

function histogramOf(latencies) {
  const histogram = new LatencyHistogram();
  for (const ms of latencies) histogram.record(ms);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('tells quantiles of a thousand latencies to 1.6 %, never below what was recorded', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, i) => i + 1));
    for (const [q, exact] of [
      [0.5, 500],
      [0.99, 990],
      [0.999, 999],
    ]) {
      expect(histogram.quantile(q)).toBeGreaterThanOrEqual(exact);
      expect(histogram.quantile(q)).toBeLessThanOrEqual(exact * 1.016);
    }
  });

  it('is exact to a microsecond below 128 µs', () => {
    expect(histogramOf([0.001, 0.064, 0.127]).quantile(0.5)).toBe(0.064);
  });

  it('tells the largest as it was, and no quantile beyond it', () => {
    const histogram = histogramOf([1, 1000.5]);
    expect(histogram.summary()).toMatchObject({ count: 2, p999: 1000.5, max: 1000.5 });
  });

  it('holds 0 and an hour', () => {
    expect(histogramOf([0]).quantile(1)).toBe(0);
    expect(histogramOf([3_600_000]).quantile(1)).toBe(3_600_000);
  });

  it('knows no quantile of nothing', () => {
    expect(histogramOf([]).quantile(0.5)).toBeNaN();
  });
});
