import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { CsvBody } from './csv-body.js';
import { parseScoringRequest } from './scoring-request.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const records = [{ age: 30, income: null, city: 'Oslo' }];
const split = { columns: ['age', 'income', 'city'], data: [[30, null, 'Oslo']] };

function parse(body: unknown) {
  return parseScoringRequest(body, { contract, limits: { maxRequestRows: 4 } });
}

describe('parseScoringRequest', () => {
  it.each<[string, unknown]>([
    ['dataframe_split', { dataframe_split: split }],
    ['dataframe_records', { dataframe_records: records, params: {} }],
    ['instances', { instances: records, params: null }],
    ['inputs', { inputs: { age: [30], income: [null], city: ['Oslo'] } }],
    ['CSV', new CsvBody('age,income,city\n30,,Oslo\n')],
  ])('reads %s', (_, body) => {
    expect(parse(body)).toEqual({ rows: 1, cells: [30, null, 'Oslo'] });
  });

  it.each<[string, unknown, string]>([
    [
      'a body that is no object',
      'age\n30',
      'exactly one of dataframe_split, dataframe_records, instances, inputs; got none of them',
    ],
    ['two forms', { instances: records, dataframe_split: split }, 'got dataframe_split and instances'],
    ['parameters', { instances: records, params: { temperature: 1 } }, 'params must be empty or left out'],
    [
      'no rows',
      { dataframe_records: [] },
      'dataframe_records must be a list [{column: value}] with at least one row',
    ],
  ])('refuses %s', (_, body, message) => {
    expect(() => parse(body)).toThrow(message);
  });
});
