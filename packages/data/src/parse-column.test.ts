import { type ColumnSchema, columnSchema } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { FailureCollector } from './data-failure.js';
import { parseColumn } from './parse-column.js';

function parse(column: Parameters<typeof columnSchema.parse>[0], cells: readonly string[], required = true) {
  const failures = new FailureCollector();
  const schema: ColumnSchema = columnSchema.parse(column);
  const values = parseColumn(schema, cells, { required, failures, keyRows: new Map() });
  const found = failures.failures.map(({ row, rule, received }) => `${row} ${rule} ${received}`);
  return { values: Array.from<string | number>(values), failures: found };
}

const number = { name: 'x', type: 'number' };
const integer = { name: 'x', type: 'integer' };

describe('parseColumn', () => {
  it('reads decimal numbers, exactly', () => {
    const cells = ['1', ' -2.50 ', '+3', '.5', '7.', '1e3', '2E-2', '0.1', '9007199254740993'];
    expect(parse(number, cells)).toEqual({
      values: [1, -2.5, 3, 0.5, 7, 1000, 0.02, 0.1, 9007199254740992],
      failures: [],
    });
  });

  it('reports what is no finite decimal number and makes it missing', () => {
    const cells = ['abc', '0x10', 'Infinity', 'nan', '1,5', '1_000', '1e999', '--1'];
    const { values, failures } = parse(number, cells);
    expect(values).toEqual(cells.map(() => Number.NaN));
    expect(failures).toEqual(cells.map((cell, i) => `${i + 1} type ${cell}`));
  });

  it('reports fractions and unsafe values of integers', () => {
    expect(parse(integer, ['12', '12.0', '12.5', '9007199254740993']).failures).toEqual([
      '3 integer 12.5',
      '4 integer 9007199254740993',
    ]);
  });

  it('reports values outside of the range, whose ends belong to it', () => {
    expect(parse({ ...integer, min: 0, max: 1 }, ['-1', '0', '1', '2']).failures).toEqual([
      '1 min -1',
      '4 max 2',
    ]);
  });

  it('keeps a value that breaks a rule other than its type', () => {
    expect(parse({ ...number, min: 0 }, ['-1']).values).toEqual([-1]);
  });

  it('takes white space for missing and reports it where a value is required', () => {
    expect(parse(number, ['', ' \t'])).toEqual({
      values: [Number.NaN, Number.NaN],
      failures: ['1 required ', '2 required '],
    });
    expect(parse(number, ['', '1'], false)).toEqual({ values: [Number.NaN, 1], failures: [] });
  });

  it('reports values that a category does not allow, case included', () => {
    const category = { name: 'x', type: 'category', values: ['No', 'Yes'] };
    expect(parse(category, ['Yes', ' No ', 'yes', 'Ünknown'])).toEqual({
      values: ['Yes', 'No', 'yes', 'Ünknown'],
      failures: ['3 values yes', '4 values Ünknown'],
    });
  });

  it.each(['text', 'category'])('reports U+0000 in a %s, where models would cut it, once', (type) => {
    const column = { name: 'x', type, ...(type === 'category' ? { values: ['a\0', 'b'] } : {}) };
    expect(parse(column, ['a\0', 'b']).failures).toEqual(['1 type a\0']);
  });

  it('reports the second and later rows of a key, and no blank twice', () => {
    const key = { name: 'x', type: 'text', role: 'key' };
    expect(parse(key, ['a', 'b', 'a', ' a', '', ''], false).failures).toEqual(['3 unique a', '4 unique a']);
  });

  it('compares numeric keys as numbers', () => {
    expect(parse({ ...integer, role: 'key' }, ['1', '1.0', '2']).failures).toEqual(['2 unique 1.0']);
  });

  it('takes any other text in a text column', () => {
    expect(parse({ name: 'x', type: 'text' }, ['a', 'a', 'NULL'])).toEqual({
      values: ['a', 'a', 'NULL'],
      failures: [],
    });
  });

  it('gives an empty column for no cells', () => {
    expect(parse(number, [])).toEqual({ values: [], failures: [] });
  });
});
