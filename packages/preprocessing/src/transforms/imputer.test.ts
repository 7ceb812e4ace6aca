/** Expected values: scikit-learn 1.9.1, SimpleImputer. */

import { describe, expect, it } from 'vitest';
import { fitPreprocessing } from '../fit-preprocessing.js';
import { encode, schemaOf, tableOf } from '../testing/encode.js';
import { errorOf } from '../testing/error-of.js';
import { type ImputerOptions, imputer } from './imputer.js';
import { oneHotEncoder } from './one-hot-encoder.js';
import { standardScaler } from './standard-scaler.js';

const numberSchema = schemaOf({ name: 'x', type: 'number', nullable: true });
const textSchema = schemaOf({ name: 'x', type: 'text', nullable: true });

function fillOf(options: ImputerOptions, values: readonly number[]): unknown {
  const fitted = fitPreprocessing({ x: [imputer(options)] }, numberSchema, tableOf({ x: values }));
  return fitted.columns[0]?.steps[0];
}

describe('imputer', () => {
  it('is plain JSON', () => {
    expect(imputer({ strategy: 'constant', value: 0 })).toEqual({
      kind: 'imputer',
      strategy: 'constant',
      value: 0,
    });
    expect(imputer({ strategy: 'median' })).toEqual({ kind: 'imputer', strategy: 'median' });
  });

  it.each<{ strategy: 'mean' | 'median' | 'mostFrequent'; values: number[]; fill: number }>([
    { strategy: 'mean', values: [5, NaN, 1, 2, 2, 5, 10, NaN], fill: 4.166666666666667 },
    { strategy: 'mean', values: [4, NaN, 1, 2], fill: 2.3333333333333335 },
    { strategy: 'median', values: [5, NaN, 1, 2, 2, 5, 10, NaN], fill: 3.5 },
    { strategy: 'median', values: [4, NaN, 1, 2], fill: 2 },
    { strategy: 'median', values: [NaN, -7], fill: -7 },
    { strategy: 'mostFrequent', values: [5, NaN, 1, 2, 2, 5, 10, NaN], fill: 2 },
    { strategy: 'mostFrequent', values: [4, NaN, 1, 2], fill: 1 },
  ])('learns the $strategy of $values', ({ strategy, values, fill }) => {
    expect(fillOf({ strategy }, values)).toEqual({ kind: 'imputer', type: 'number', fill });
  });

  it('fills missing numbers and leaves the others', async () => {
    const spec = { x: [imputer({ strategy: 'median' })] };
    const { features, featureNames } = await encode(spec, numberSchema, {
      train: { x: [4, NaN, 1, 2] },
      rows: { x: [NaN, -1, 0, 1e300] },
    });
    expect(featureNames).toEqual(['x']);
    expect(features).toEqual([[2], [-1], [0], [3.4028234663852886e38]]);
  });

  it('fills before the next transform of the chain is fitted', async () => {
    const spec = { x: [imputer({ strategy: 'constant', value: 5 }), standardScaler()] };
    const { fitted, features } = await encode(spec, numberSchema, {
      train: { x: [1, 3, NaN] },
      rows: { x: [NaN, 3] },
    });
    // As the scaler on 1, 3, 5.
    expect(fitted.columns[0]?.steps[1]).toEqual({
      kind: 'standardScaler',
      mean: 3,
      scale: 1.632993161855452,
    });
    expect(features).toEqual([[Math.fround(1.224744871391589)], [0]]);
  });

  it('leaves integers that cannot be missing', async () => {
    const schema = schemaOf({ name: 'x', type: 'integer' });
    const spec = { x: [imputer({ strategy: 'mean' })] };
    const { features } = await encode(spec, schema, { train: { x: [1, 2] }, rows: { x: [-3, 4] } });
    expect(features).toEqual([[-3], [4]]);
  });

  it.each<{ options: ImputerOptions; row: number[] }>([
    { options: { strategy: 'mostFrequent' }, row: [1, 0, 0] },
    { options: { strategy: 'constant', value: 'c' }, row: [0, 0, 1] },
    { options: { strategy: 'constant', value: 'never seen' }, row: [0, 0, 0] },
  ])('fills missing text, Python spellings of it too: $options', async ({ options, row }) => {
    const spec = { x: [imputer(options), oneHotEncoder()] };
    const { featureNames, features } = await encode(spec, textSchema, {
      train: { x: ['b', 'a', 'b', 'a', 'c'] },
      rows: { x: ['', 'nan', 'None', 'b'] },
    });
    expect(featureNames).toEqual(['x=a', 'x=b', 'x=c']);
    expect(features).toEqual([row, row, row, [0, 1, 0]]);
  });

  it('leaves the text nan where it is a value of the column', async () => {
    const spec = { x: [imputer({ strategy: 'constant', value: 'a' }), oneHotEncoder()] };
    const { featureNames, features } = await encode(spec, textSchema, {
      train: { x: ['a', 'nan'] },
      rows: { x: ['nan', 'None', ''] },
    });
    expect(featureNames).toEqual(['x=a', 'x=nan']);
    expect(features).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
    ]);
  });

  it('fills a column that was missing in all training rows with a constant', async () => {
    const spec = { x: [imputer({ strategy: 'constant', value: 0 })] };
    const { features } = await encode(spec, numberSchema, {
      train: { x: [NaN, NaN] },
      rows: { x: [NaN, 3] },
    });
    expect(features).toEqual([[0], [3]]);
  });

  it('says in a column of its own what was missing, which the next transform does not touch', async () => {
    const spec = { x: [imputer({ strategy: 'constant', value: 5, indicator: true }), standardScaler()] };
    const { featureNames, features } = await encode(spec, numberSchema, {
      train: { x: [1, 3, NaN] },
      rows: { x: [NaN, 3] },
    });
    expect(featureNames).toEqual(['x', 'x=<missing>']);
    expect(features).toEqual([
      [Math.fround(1.224744871391589), 1],
      [0, 0],
    ]);
  });

  it('says which text was missing', async () => {
    const spec = { x: [imputer({ strategy: 'mostFrequent', indicator: true }), oneHotEncoder()] };
    const { featureNames, features } = await encode(spec, textSchema, {
      train: { x: ['a', '', 'b', 'a'] },
      rows: { x: ['', 'None', 'b'] },
    });
    expect(featureNames).toEqual(['x=a', 'x=b', 'x=<missing>']);
    expect(features).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });

  it('adds no indicator where no training row misses the value, as scikit-learn', async () => {
    const spec = { x: [imputer({ strategy: 'mean', indicator: true })] };
    const { fitted, features } = await encode(spec, numberSchema, {
      train: { x: [1, 3] },
      rows: { x: [NaN] },
    });
    expect(fitted.columns[0]?.steps).toEqual([{ kind: 'imputer', type: 'number', fill: 2 }]);
    expect(features).toEqual([[2]]);
  });

  it('refuses to learn from a column without values', () => {
    const error = errorOf(() => fillOf({ strategy: 'mean' }, [NaN, NaN]));
    expect(error.code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(error.message).toContain('x: the imputer finds no value for its mean');
    expect(errorOf(() => fillOf({ strategy: 'mean' }, [Infinity])).message).toContain('whose mean is finite');
  });
});
