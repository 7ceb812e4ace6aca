import { describe, expect, it } from 'vitest';
import { concatTables } from './concat-tables.js';

const first = { rows: 2, columns: { x: Float64Array.of(1, 2), city: ['a', 'b'] } };
const second = { rows: 1, columns: { city: ['c'], x: Float64Array.of(3) } };

describe('concatTables', () => {
  it('joins rows in order, by the names of columns', () => {
    expect(concatTables([first, second])).toEqual({
      rows: 3,
      columns: { x: Float64Array.of(1, 2, 3), city: ['a', 'b', 'c'] },
    });
  });

  it('gives the only table back, and nothing for none', () => {
    expect(concatTables([first])).toEqual(first);
    expect(concatTables([])).toEqual({ rows: 0, columns: {} });
  });

  it.each([
    ['more columns', { rows: 1, columns: { ...second.columns, y: ['d'] } }],
    ['other columns', { rows: 1, columns: { x: Float64Array.of(3), town: ['c'] } }],
    ['columns of another kind', { rows: 1, columns: { x: ['3'], city: ['c'] } }],
  ])('throws DATA_TABLE_MISUSED for %s', (_, other) => {
    expect(() => concatTables([first, other])).toThrow(
      expect.objectContaining({ code: 'DATA_TABLE_MISUSED', kind: 'bug' }),
    );
  });
});
