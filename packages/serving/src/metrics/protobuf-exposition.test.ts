import { describe, expect, it } from 'vitest';
import { renderProtobuf, spansAndDeltas } from './protobuf-exposition.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('renderProtobuf', () => {
  it('writes a counter with its labels, after its length', () => {
    const bytes = renderProtobuf([
      { type: 'counter', name: 'n', help: 'h', samples: [{ labels: { a: 'b' }, value: 1 }] },
    ]);
    expect(hex(bytes)).toBe(
      [
        // 31 bytes: name, help, type 0
        '1d',
        '0a016e',
        '120168',
        '1800',
        // metric: label a=b, counter with the double 1
        '2213',
        '0a06',
        '0a0161',
        '120162',
        '1a09',
        '09000000000000f03f',
      ].join(''),
    );
  });

  it('writes a histogram with classic buckets, an exemplar and native buckets', () => {
    const bytes = renderProtobuf([
      {
        ...{ type: 'histogram', name: 'n', help: 'h' },
        histograms: [
          {
            ...{ labels: {}, count: 300, sum: 2 },
            buckets: [
              {
                ...{ upperBound: 1, cumulativeCount: 300 },
                exemplar: { traceId: 'ab', value: 1, time: 1500 },
              },
            ],
            native: {
              ...{ schema: 3, zeroThreshold: 0.5, zeroCount: 1 },
              positive: [
                { index: -2, count: 4 },
                { index: -1, count: 1 },
              ],
            },
          },
        ],
      },
    ]);
    const one = '000000000000f03f';
    expect(hex(bytes)).toBe(
      [
        '62',
        '0a016e',
        '120168',
        '1804',
        '2258',
        '3a56',
        // count 300, sum 2
        '08ac02',
        '11',
        '0000000000000040',
        // bucket: 300 up to 1, the exemplar's label, value and 1.5 s
        '1a31',
        '08ac02',
        '11',
        one,
        '1a23',
        '0a0e',
        '0a0874726163655f6964',
        '12026162',
        '11',
        one,
        '1a08',
        '0801',
        '1080cab5ee01',
        // schema 3, threshold 0.5, one zero
        '2806',
        '31',
        '000000000000e03f',
        '3801',
        // one span of 2 from -2; 4, and 3 less
        '6204',
        '0803',
        '1002',
        '6a02',
        '0805',
      ].join(''),
    );
  });
});

describe('spansAndDeltas', () => {
  it('tells runs by the gap before them, and counts by their differences', () => {
    const positive = [
      { index: -3, count: 2 },
      { index: -2, count: 5 },
      { index: 4, count: 5 },
      { index: 5, count: 1 },
    ];
    expect(spansAndDeltas({ positive })).toEqual({
      spans: [
        { offset: -3, length: 2 },
        { offset: 5, length: 2 },
      ],
      deltas: [2, 3, 0, -4],
    });
  });

  it('has nothing to tell of nothing', () => {
    expect(spansAndDeltas({ positive: [] })).toEqual({ spans: [], deltas: [] });
  });
});
