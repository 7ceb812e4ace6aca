import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { parsePredictRequest } from './predict-request.js';

const { manifest } = await tinyBundle(1);
const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
const instances = [{ age: 30, income: null, city: 'Oslo' }];
const inputs = { age: [30], income: [null], city: ['Oslo'] };

function parse(body: unknown) {
  return parsePredictRequest(body, { contract, limits: { maxRequestRows: 4 } });
}

describe('parsePredictRequest', () => {
  it('reads rows and columns, and remembers which of them came', () => {
    const cells = [30, null, 'Oslo'];
    expect(parse({ instances })).toEqual({ form: 'rows', rows: 1, cells });
    expect(parse({ inputs, signature_name: 'serving_default' })).toEqual({ form: 'columns', rows: 1, cells });
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'the body must be {"instances": [{column: value}]}'],
    ['neither form', {}, 'either instances (a list of rows) or inputs (columns), got neither'],
    ['both forms', { instances, inputs }, 'got both'],
    [
      'another signature',
      { instances, signature_name: 'predict_images' },
      'signature_name must be serving_default, or left out',
    ],
    ['no rows', { instances: [] }, 'instances must be a list [{column: value}] with at least one row'],
    ['no columns', { inputs: 1 }, 'inputs must be an object {column: [values]}'],
  ])('refuses %s', (_, body, message) => {
    expect(() => parse(body)).toThrow(message);
  });
});
