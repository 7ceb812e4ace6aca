import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle, tinyRows } from '../../testing/tiny-model.js';
import { parseInstances } from './instances.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const row = { age: 30, income: 80.5, city: 'Oslo' };

function parse(instances: unknown, inputs = contract.inputs) {
  return parseInstances(instances, 'instances', {
    contract: { ...contract, inputs },
    limits: { maxRequestRows: 4 },
  });
}

describe('parseInstances', () => {
  it('reads rows in the order of the model, whatever the order of the columns', () => {
    expect(parse([{ city: 'Rome', income: null, age: 1 }, row])).toEqual({
      rows: 2,
      cells: [1, null, 'Rome', 30, 80.5, 'Oslo'],
    });
  });

  it('reads lists of values in the order of the model’s inputs', () => {
    expect(parse([[1, null, 'Rome'], row])).toEqual({ rows: 2, cells: [1, null, 'Rome', 30, 80.5, 'Oslo'] });
  });

  it('reads bare values for a model of one input only', () => {
    expect(parse([1, 2], contract.inputs.slice(0, 1))).toEqual({ rows: 2, cells: [1, 2] });
    expect(() => parse([1])).toThrow('row 0 must be an object {column: value} or a list of values');
  });

  it.each<[string, unknown, string]>([
    ['no list', 'x', 'instances must be a list [{column: value}] with at least one row'],
    ['no rows', [], 'instances must be a list [{column: value}] with at least one row'],
    [
      'a row that is neither object nor list',
      [row, null],
      'row 1 must be an object {column: value} or a list of values, got null',
    ],
    ['a list that is too short', [[1, 2]], 'row 0 must have 3 values, in the order age, income, city; got 2'],
    ['a wrong value in a list', [[1, 2, 3]], 'row 0, column city: must be text, got a whole number'],
    ['a missing column', [{ age: 1 }], 'row 0: missing columns income (null when it is not known), city'],
    ['an unknown column', [{ ...row, town: 'Oslo' }], 'row 0: unknown columns at place 3'],
    ['the key', [{ ...row, person: 'a' }], 'row 0: unknown columns at place 3'],
    [
      'a text where a number belongs',
      [{ ...row, income: '80.5' }],
      'row 0, column income: must be a number or null, got text',
    ],
    [
      'a number where text belongs',
      [{ ...row, city: 3 }],
      'row 0, column city: must be text, got a whole number',
    ],
    [
      'null where nothing may be missing',
      [{ ...row, age: null }],
      'row 0, column age: must be a whole number, got null',
    ],
    [
      'a prototype',
      [JSON.parse('{"age":1,"income":1,"city":"","__proto__":{"x":1}}')],
      'row 0: unknown columns at place 3',
    ],
  ])('refuses %s', (_, instances, message) => {
    expect(() => parse(instances)).toThrow(message);
  });

  it('does not find columns on the prototype', () => {
    expect(() => parse([Object.create(row)])).toThrow('missing columns age');
  });

  it('tells the problems of all rows at once', () => {
    expect(() => parse([{ ...row, age: 'x' }, row, { ...row, city: true }])).toThrow(
      '2 problems: row 0, column age: must be a whole number, got text; row 2, column city: must be text, got a boolean',
    );
  });

  it('refuses more rows than the limit', () => {
    expect(() => parse(Array.from({ length: 5 }, () => tinyRows[0]))).toThrow('at most 4 rows, got 5');
  });
});
