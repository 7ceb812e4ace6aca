import { describe, expect, it } from 'vitest';
import { selectRows } from './select-rows.js';

const table = { rows: 3, columns: { x: Float64Array.of(1, Number.NaN, 3), city: ['a', '', 'c'] } };

describe('selectRows', () => {
  it('takes rows in the order that is asked for, repeats included', () => {
    expect(selectRows(table, Uint32Array.of(2, 1, 2))).toEqual({
      rows: 3,
      columns: { x: Float64Array.of(3, Number.NaN, 3), city: ['c', '', 'c'] },
    });
  });

  it('gives no rows for no positions', () => {
    expect(selectRows(table, [])).toEqual({ rows: 0, columns: { x: new Float64Array(), city: [] } });
  });

  it.each([3, -1, 0.5])('throws DATA_TABLE_MISUSED for the position %d', (row) => {
    expect(() => selectRows(table, [0, row])).toThrow(
      expect.objectContaining({
        code: 'DATA_TABLE_MISUSED',
        kind: 'bug',
        message: expect.stringContaining(`${row}`),
      }),
    );
  });
});
