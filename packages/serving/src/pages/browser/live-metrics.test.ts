import { describe, expect, it } from 'vitest';
import { figuresOf, parseMetrics, quantile } from './live-metrics.js';

const text = `# HELP waymark_http_requests_total HTTP requests
# TYPE waymark_http_requests_total counter
waymark_http_requests_total{route="/v1/models/:model:predict",method="POST",status="200"} 1200
waymark_http_requests_total{route="a } b",method="GET",status="200"} 34
waymark_predictions_total{model="tiny",version="1"} 4
waymark_request_duration_seconds_bucket{le="0.001"} 50
waymark_request_duration_seconds_bucket{le="0.002"} 90
waymark_request_duration_seconds_bucket{le="10"} 98
waymark_request_duration_seconds_bucket{le="+Inf"} 100
waymark_batch_rows_sum 9
waymark_batch_rows_count 2
waymark_queue_rows 7
`;

const bounded = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([bound, value]) => ({ bound: Number(bound), value }));

describe('figuresOf', () => {
  it('sums over labels, and says durations in a unit that fits', () => {
    expect(figuresOf(parseMetrics(text))).toEqual({
      ...{
        requests: '1,234',
        predictions: '4',
        p50: '1.0 ms',
        p99: '10 s',
        batchRows: '4.5',
        queueRows: '7',
      },
    });
  });

  it('has a dash for what was not observed yet', () => {
    expect(figuresOf(parseMetrics(''))).toMatchObject({ requests: '0', p50: '–', p99: '–', batchRows: '–' });
  });
});

describe('quantile', () => {
  // By hand: rank 0.75 · 100 = 75 lies (75 − 50) / (90 − 50) into the bucket from 1 to 3.
  it('interpolates within a bucket', () => {
    expect(quantile(bounded({ 1: 50, 3: 90, 5: 100 }), 0.75)).toBe(2.25);
  });

  it('begins the first bucket at 0, and passes over empty ones', () => {
    expect(quantile(bounded({ 1: 0, 2: 10, 4: 10 }), 0.5)).toBe(1.5);
    expect(quantile(bounded({ 4: 10 }), 0.5)).toBe(2);
  });

  it('is the last finite bound beyond it, as in Prometheus', () => {
    expect(quantile(bounded({ 1: 1, Infinity: 100 }), 0.99)).toBe(1);
  });

  it('adds the buckets of several label sets', () => {
    expect(quantile([...bounded({ 1: 5, 2: 10 }), ...bounded({ 1: 5, 2: 10 })], 0.25)).toBe(0.5);
  });

  it('is undefined without observations', () => {
    expect(quantile([], 0.5)).toBeUndefined();
    expect(quantile(bounded({ 1: 0, Infinity: 0 }), 0.5)).toBeUndefined();
  });
});
