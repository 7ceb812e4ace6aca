import { describe, expect, it } from 'vitest';
import type { MetricFamily } from './metric-family.js';
import { renderOpenMetrics, renderText } from './text-exposition.js';

const exemplar = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', value: 0.75, time: 1_700_000_000_500 };

const families: readonly MetricFamily[] = [
  {
    ...{ type: 'counter', name: 'rows_total', help: 'Rows' },
    samples: [{ labels: { model: 'a "b"\\\n', version: 2 }, value: 3 }],
  },
  { type: 'counter', name: 'nv_count', help: 'Of Triton', samples: [{ labels: {}, value: 1 }] },
  { type: 'gauge', name: 'depth', help: 'Two\nlines', samples: [{ labels: {}, value: Number.NaN }] },
  {
    ...{ type: 'histogram', name: 'seconds', help: 'Time' },
    histograms: [
      {
        ...{ labels: {}, count: 2, sum: 1.25, native: undefined },
        buckets: [
          { upperBound: 0.5, cumulativeCount: 1, exemplar: undefined },
          { upperBound: 1, cumulativeCount: 2, exemplar },
          { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 2, exemplar: undefined },
        ],
      },
    ],
  },
];

describe('renderText', () => {
  it('writes the text format of Prometheus', () => {
    expect(renderText(families)).toBe(`# HELP rows_total Rows
# TYPE rows_total counter
rows_total{model="a \\"b\\"\\\\\\n",version="2"} 3
# HELP nv_count Of Triton
# TYPE nv_count counter
nv_count 1
# HELP depth Two\\nlines
# TYPE depth gauge
depth NaN
# HELP seconds Time
# TYPE seconds histogram
seconds_bucket{le="0.5"} 1
seconds_bucket{le="1"} 2
seconds_bucket{le="+Inf"} 2
seconds_sum 1.25
seconds_count 2
`);
  });

  it('writes nothing of no metrics', () => {
    expect(renderText([])).toBe('');
  });
});

describe('renderOpenMetrics', () => {
  it('writes counters without their ending, canonical bounds, exemplars and the end', () => {
    expect(renderOpenMetrics(families)).toBe(`# HELP rows Rows
# TYPE rows counter
rows_total{model="a \\"b\\"\\\\\\n",version="2"} 3
# HELP nv_count Of Triton
# TYPE nv_count unknown
nv_count 1
# HELP depth Two\\nlines
# TYPE depth gauge
depth NaN
# HELP seconds Time
# TYPE seconds histogram
seconds_bucket{le="0.5"} 1
seconds_bucket{le="1.0"} 2 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.75 1700000000.5
seconds_bucket{le="+Inf"} 2
seconds_sum 1.25
seconds_count 2
# EOF
`);
  });
});
