import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { parseColumns } from './columns.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const columns = { city: ['Oslo', 'Rome'], age: [30, 1], income: [80.5, null] };

function parse(inputs: unknown, modelInputs = contract.inputs) {
  return parseColumns(inputs, {
    contract: {
      ...contract,
      inputs: modelInputs,
      inputIndex: new Map(modelInputs.map(({ name }, i) => [name, i])),
    },
    limits: { maxRequestRows: 4 },
  });
}

describe('parseColumns', () => {
  it('reads columns as rows in the order of the model', () => {
    expect(parse(columns)).toEqual({ rows: 2, cells: [30, 80.5, 'Oslo', 1, null, 'Rome'] });
  });

  it('reads a bare list for a model of one input only', () => {
    expect(parse([1, 2], contract.inputs.slice(0, 1))).toEqual({ rows: 2, cells: [1, 2] });
    expect(() => parse([1, 2])).toThrow('inputs must be an object {column: [values]}, got a list');
  });

  it.each<[string, unknown, string]>([
    ['no object', 'x', 'inputs must be an object {column: [values]}, got text'],
    ['no values', { age: [], income: [], city: [] }, 'column age must have at least one value'],
    [
      'a column that is no list',
      { ...columns, age: 1 },
      'column age must be a list of values, got a whole number',
    ],
    [
      'columns of two lengths',
      { ...columns, city: ['Oslo'] },
      'column city must have 2 values as the columns before it, got 1',
    ],
    [
      'a missing and an unknown column',
      { age: [1], income: [1], town: ['x'] },
      '2 problems: inputs: unknown columns at place 2; inputs: missing columns city',
    ],
    [
      'a wrong value',
      { ...columns, age: [1, 1.5] },
      'row 1, column age: must be a whole number, got a number with a fraction',
    ],
  ])('refuses %s', (_, inputs, message) => {
    expect(() => parse(inputs)).toThrow(message);
  });

  it('refuses more rows than the limit', () => {
    const five = [1, 2, 3, 4, 5];
    expect(() => parse({ age: five, income: five, city: five.map(String) })).toThrow('at most 4 rows, got 5');
  });
});
