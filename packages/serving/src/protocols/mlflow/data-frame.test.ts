import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { parseCsvFrame, parseSplitFrame } from './data-frame.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const options = { contract, limits: { maxRequestRows: 4 } };
const columns = ['city', 'age', 'income'];

describe('parseSplitFrame', () => {
  it('reads columns in any order, and does not look at the index', () => {
    const data = [
      ['Oslo', 30, 80.5],
      ['', 60, null],
    ];
    expect(parseSplitFrame({ index: [7, 8], columns, data }, options)).toEqual({
      rows: 2,
      cells: [30, 80.5, 'Oslo', 60, null, ''],
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'dataframe_split must be {"columns": [name], "data": [[value]]}'],
    ['names that are no text', { columns: [1], data: [] }, 'dataframe_split must be'],
    ['no data', { columns }, 'dataframe_split must be'],
    ['no rows', { columns, data: [] }, 'the table must have at least one row'],
    [
      'columns that are not the model’s',
      { columns: ['age', 'age', 'town'], data: [[1, 1, 'x']] },
      '3 problems: unknown columns at place 2; missing columns income (null when it is not known), city; repeated columns age',
    ],
    [
      'rows that do not fit',
      { columns, data: [['Oslo', 1], { age: 1 }, [1, 'x', null]] },
      '4 problems: row 0 must have 3 values, one a column; got 2; row 1 must have 3 values, one a column; got an object; row 2, column age: must be a whole number, got text; row 2, column city: must be text, got a whole number',
    ],
    ['too many rows', { columns, data: Array.from({ length: 5 }, () => []) }, 'at most 4 rows, got 5'],
  ])('refuses %s', (_, frame, message) => {
    expect(() => parseSplitFrame(frame, options)).toThrow(message);
  });
});

describe('parseCsvFrame', () => {
  it('reads numbers as numbers, text as text, and empty fields as missing', () => {
    const csv = 'city,age,income\n"Os,lo",30,80.5\n30,+6e1,\n,-1,.5\n';
    expect(parseCsvFrame(csv, options)).toEqual({
      rows: 3,
      cells: [30, 80.5, 'Os,lo', 60, null, '30', -1, 0.5, ''],
    });
  });

  it('reads an empty field as missing text where text may be missing', () => {
    const inputs = contract.inputs.map((input) => ({ ...input, nullable: true }));
    const csv = 'city,age,income\n,,\n';
    expect(parseCsvFrame(csv, { ...options, contract: { ...contract, inputs } }).cells).toEqual([
      null,
      null,
      null,
    ]);
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'the CSV must begin with a header line'],
    ['a header alone', 'city,age,income\n', 'the table must have at least one row'],
    ['the index that pandas writes', ',city,age,income\n0,Oslo,30,1\n', 'unknown columns at place 0'],
    [
      'no header: what stands in its place is not repeated',
      '30,80.5,Oslo\n',
      '2 problems: unknown columns at place 0, 1, 2; missing columns age, income (null when it is not known), city',
    ],
    [
      'a number that is none',
      'city,age,income\nOslo,0x1F,NaN\n',
      '2 problems: row 0, column age: must be a whole number, got text; row 0, column income: must be a number or null, got text',
    ],
    [
      'a number beyond all',
      'city,age,income\nOslo,1,1e999\n',
      'row 0, column income: must be a number or null, got a number that is not finite',
    ],
    [
      'a missing number where none may be',
      'city,age,income\nOslo,,1\n',
      'row 0, column age: must be a whole number, got null',
    ],
    ['a short line', 'city,age,income\nOslo,1\n', 'row 0 must have 3 values, one a column; got 2'],
  ])('refuses %s', (_, csv, message) => {
    expect(() => parseCsvFrame(csv, options)).toThrow(message);
  });
});
