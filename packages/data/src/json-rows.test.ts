import { featureSchema } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { fromRows, toRows } from './json-rows.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer' },
    { name: 'income', type: 'number', nullable: true },
    { name: 'city', type: 'category', values: ['a', 'b'] },
    { name: 'note', type: 'text', role: 'ignored' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

describe('toRows', () => {
  it('gives numbers, texts and null for missing, in the order of the schema', () => {
    const columns = {
      income: Float64Array.of(0.5, Number.NaN),
      city: ['a', ''],
      age: Float64Array.of(41, -0),
    };
    const rows = toRows({ rows: 2, columns }, schema);
    expect(rows).toEqual([
      { age: 41, income: 0.5, city: 'a' },
      { age: -0, income: null, city: null },
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(['age', 'income', 'city']);
  });

  it('gives no rows for an empty table', () => {
    expect(toRows({ rows: 0, columns: { age: new Float64Array() } }, schema)).toEqual([]);
  });
});

describe('fromRows', () => {
  it('makes a table of the features, missing where a row has none', () => {
    expect(
      fromRows(
        [
          { age: 41, city: 'never seen' },
          { income: 1.5, city: null, other: 1 },
        ],
        schema,
      ),
    ).toEqual({
      rows: 2,
      columns: {
        age: Float64Array.of(41, Number.NaN),
        income: Float64Array.of(Number.NaN, 1.5),
        city: ['never seen', ''],
      },
    });
  });

  it('takes key and label where a row has them, and never ignored columns', () => {
    const { columns } = fromRows([{ id: 7, note: 'x' }, { left: 'Yes' }], schema);
    expect(columns.id).toEqual(['7', '']);
    expect(columns.left).toEqual(['', 'Yes']);
    expect(columns.note).toBeUndefined();
  });

  it('gives back what toRows gave', () => {
    const rows = [{ id: 'k', age: 1, income: null, city: 'a', left: 'No' }];
    expect(toRows(fromRows(rows, schema), schema)).toEqual(rows);
  });

  it('gives columns without rows for no rows', () => {
    expect(fromRows([], schema)).toEqual({
      rows: 0,
      columns: { age: new Float64Array(), income: new Float64Array(), city: [] },
    });
  });

  it('throws DATA_ROWS_INVALID with all values of a wrong type, and not the values', () => {
    expect(() => fromRows([{ age: '41' }, { city: 3, income: 'secret' }], schema)).toThrow(
      expect.objectContaining({
        code: 'DATA_ROWS_INVALID',
        kind: 'usage',
        message:
          "rows must have the schema's types; 3 values do not:\n" +
          '  row 1, age: must be a number or null; got a string\n' +
          '  row 2, income: must be a number or null; got a string\n' +
          '  row 2, city: must be a string or null; got a number\n' +
          'Correct the caller',
      }),
    );
  });
});
