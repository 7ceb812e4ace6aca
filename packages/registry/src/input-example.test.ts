import { describe, expect, it } from 'vitest';
import { inputExampleOf } from './input-example.js';
import { sampleContents } from './testing/sample-bundle.js';

const { manifest } = sampleContents();

describe('inputExampleOf', () => {
  it('has a column for each feature, from rows in which nothing is missing', () => {
    const rows = [
      { tenure: 12, charges: null, contract: 'month' },
      { tenure: 3, charges: 20.5, contract: 'year' },
      { tenure: 0, charges: 0, contract: '' },
    ];
    expect(inputExampleOf(manifest, { rows })).toEqual({
      tenure: [3, 0],
      charges: [20.5, 0],
      contract: ['year', ''],
    });
  });

  it('has five rows at most', () => {
    const rows = Array.from({ length: 7 }, (_, tenure) => ({ tenure, charges: 1, contract: 'month' }));
    expect(inputExampleOf(manifest, { rows })?.tenure).toEqual([0, 1, 2, 3, 4]);
  });

  it('is undefined when every row misses something', () => {
    expect(
      inputExampleOf(manifest, { rows: [{ tenure: 12, charges: null, contract: 'month' }] }),
    ).toBeUndefined();
  });
});
