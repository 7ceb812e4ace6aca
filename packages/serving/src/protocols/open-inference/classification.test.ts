import { describe, expect, it } from 'vitest';
import { classify } from './classification.js';

describe('classify', () => {
  it('gives the example of the extension', () => {
    const row = { firstRow: 0, rows: 1, width: 4 };
    const data = Float64Array.of(1.1, 3.3, 0.5, 2.4);
    expect(classify(data, row, { count: 2, labels: [] })).toEqual(['3.3:1', '2.4:3']);
    expect(classify(data, row, { count: 4, labels: ['a', 'b', 'c', 'd'] })).toEqual([
      '3.3:1:b',
      '2.4:3:d',
      '1.1:0:a',
      '0.5:2:c',
    ]);
  });

  it('takes the rows in the range, and of equal values the first', () => {
    const data = Float64Array.of(9, 9, 1, 1, 2, 8);
    expect(classify(data, { firstRow: 1, rows: 2, width: 2 }, { count: 1, labels: [] })).toEqual([
      '1:0',
      '8:1',
    ]);
  });
});
