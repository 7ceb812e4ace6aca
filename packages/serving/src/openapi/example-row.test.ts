import { describe, expect, it } from 'vitest';
import { contractOf } from '../host/model-contract.js';
import { openInferenceRequest, tinyBundle, tinyRows } from '../testing/tiny-model.js';
import { exampleRow } from './example-row.js';

const { manifest: tiny } = await tinyBundle(1);
const manifest = { ...tiny, formatVersion: 1, files: {} };

const rowOf = (exampleRequest: unknown) =>
  exampleRow({ manifest, contract: contractOf(manifest), exampleRequest });

describe('exampleRow', () => {
  it('is the first row of the example request', () => {
    expect(rowOf(openInferenceRequest(tinyRows))).toEqual({ age: 30, income: 80.5, city: 'Oslo' });
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['no inputs', { inputs: 3 }],
    ['no data', { inputs: [{ name: 'age' }, 'x', null] }],
    ['no rows', openInferenceRequest([])],
    ['values that the server would refuse', openInferenceRequest([{ age: 1.5, income: 'x', city: 3 }])],
  ])('is made up from the schema when the request has %s', (_, request) => {
    expect(rowOf(request)).toEqual({ age: 0, income: null, city: 'Oslo' });
  });

  it('makes up the values that are missing only', () => {
    expect(rowOf(openInferenceRequest([{ age: 7, income: undefined, city: '' }]))).toEqual({
      ...{ age: 7, income: null, city: '' },
    });
  });
});
