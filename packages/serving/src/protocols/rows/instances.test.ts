import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle, tinyRows } from '../../testing/tiny-model.js';
import { parseInstances } from './instances.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const row = { age: 30, income: 80.5, city: 'Oslo' };

function parse(body: unknown) {
  return parseInstances(body, contract, { maxRequestRows: 4 });
}

describe('parseInstances', () => {
  it('reads rows in the order of the model, whatever the order of the columns', () => {
    expect(parse({ instances: [{ city: 'Rome', income: null, age: 1 }, row] })).toEqual({
      rows: 2,
      cells: [1, null, 'Rome', 30, 80.5, 'Oslo'],
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', 'x', 'the body must be {"instances": [{column: value}]} with at least one row'],
    ['no rows', { instances: [] }, 'the body must be {"instances": [{column: value}]} with at least one row'],
    [
      'a row that is no object',
      { instances: [row, [1]] },
      'row 1 must be an object {column: value}, got a list',
    ],
    [
      'a missing column',
      { instances: [{ age: 1 }] },
      'row 0: missing columns income (null when it is not known), city',
    ],
    ['an unknown column', { instances: [{ ...row, town: 'Oslo' }] }, 'row 0: unknown columns "town"'],
    ['the key', { instances: [{ ...row, person: 'a' }] }, 'row 0: unknown columns "person"'],
    [
      'a text where a number belongs',
      { instances: [{ ...row, income: '80.5' }] },
      'row 0, column income: must be a number or null, got text',
    ],
    [
      'a number where text belongs',
      { instances: [{ ...row, city: 3 }] },
      'row 0, column city: must be text, got a whole number',
    ],
    [
      'null where nothing may be missing',
      { instances: [{ ...row, age: null }] },
      'row 0, column age: must be a whole number, got null',
    ],
    [
      'a prototype',
      { instances: [JSON.parse('{"age":1,"income":1,"city":"","__proto__":{"x":1}}')] },
      'row 0: unknown columns "__proto__"',
    ],
  ])('refuses %s', (_, body, message) => {
    expect(() => parse(body)).toThrow(message);
  });

  it('does not find columns on the prototype', () => {
    expect(() => parse({ instances: [Object.create(row)] })).toThrow('missing columns age');
  });

  it('tells the problems of all rows at once', () => {
    const instances = [{ ...row, age: 'x' }, row, { ...row, city: true }];
    expect(() => parse({ instances })).toThrow(
      '2 problems: row 0, column age: must be a whole number, got text; row 2, column city: must be text, got a boolean',
    );
  });

  it('refuses more rows than the limit', () => {
    expect(() => parse({ instances: Array.from({ length: 5 }, () => tinyRows[0]) })).toThrow(
      'at most 4 rows, got 5',
    );
  });
});
