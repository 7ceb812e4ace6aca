/** Expected values: pandas 2, value_counts(normalize=True, dropna=False). */

import { describe, expect, it } from 'vitest';
import { fitPreprocessing } from '../fit-preprocessing.js';
import { schemaOf, tableOf } from '../testing/encode.js';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { frequencyEncoder } from './frequency-encoder.js';
import { standardScaler } from './standard-scaler.js';

const train = ['b', 'a', '', 'b', 'b', 'c', '', 'a'];

describe('frequencyEncoder', () => {
  it('learns the share of each category, missing too', () => {
    expect(fitColumn(frequencyEncoder(), train)).toEqual({
      kind: 'frequencyEncoder',
      texts: ['a', 'b', 'c', '', 'nan', 'None'],
      numbers: [0.25, 0.375, 0.125, 0.25, 0.25, 0.25],
      unknown: 0,
    });
  });

  it('encodes known, missing and unseen values', async () => {
    const rows = ['a', 'b', 'c', '', 'None', 'unseen'];
    const { featureNames, features } = await encodeColumn([frequencyEncoder()], { train, rows });
    expect(featureNames).toEqual(['x']);
    expect(features.flat()).toEqual([0.25, 0.375, 0.125, 0.25, 0.25, 0]);
  });

  it('gives the share 0 to missing values where training had none, and 1 to all where they are all alike', async () => {
    expect((await encodeColumn([frequencyEncoder()], { train: ['a'], rows: ['', 'a'] })).features).toEqual([
      [0],
      [1],
    ]);
    expect((await encodeColumn([frequencyEncoder()], { train: ['', ''], rows: ['', 'a'] })).features).toEqual(
      [[1], [0]],
    );
  });

  it('is a number that a scaler can take', async () => {
    const { fitted } = await encodeColumn([frequencyEncoder(), standardScaler()], {
      train: ['a', 'a', 'a', 'b'],
    });
    expect(fitted.columns[0]?.steps[1]).toMatchObject({ kind: 'standardScaler', mean: 0.625 });
  });

  it('refuses a table without rows', () => {
    expect(errorOf(() => fitOnNothing()).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
  });
});

function fitOnNothing() {
  const schema = schemaOf({ name: 'x', type: 'text' });
  return fitPreprocessing({ x: [frequencyEncoder()] }, schema, tableOf({ x: [] }));
}
