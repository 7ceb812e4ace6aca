import { describe, expect, it } from 'vitest';
import { crossFitPreprocessing } from './cross-fit-preprocessing.js';
import { featureCross } from './feature-cross.js';
import { fitPreprocessing } from './fit-preprocessing.js';
import type { PreprocessingSpec } from './preprocessing-spec.js';
import { encode, encodeWith, schemaOf, tableOf } from './testing/encode.js';
import { errorOf } from './testing/error-of.js';
import { frequencyEncoder } from './transforms/frequency-encoder.js';
import { type OneHotEncoderOptions, oneHotEncoder } from './transforms/one-hot-encoder.js';
import { ordinalEncoder } from './transforms/ordinal-encoder.js';
import { passthrough } from './transforms/passthrough.js';
import { targetEncoder } from './transforms/target-encoder.js';

const schema = schemaOf(
  { name: 'contract', type: 'category', values: ['Monthly', 'Yearly'] },
  { name: 'payment', type: 'text', nullable: true },
);
const train = {
  contract: ['Monthly', 'Yearly', 'Monthly', 'Monthly', 'Yearly'],
  payment: ['Card', 'Card', 'Bank', 'Card', ''],
};
const rows = {
  contract: ['Monthly', 'Yearly', 'Monthly', 'Yearly', 'Yearly', 'Weekly', 'Monthly', ''],
  payment: ['Card', 'Card', 'Bank', 'Bank', '', 'Card', 'Cheque', 'None'],
};

function crossed(chain: readonly Parameters<typeof featureCross>[1][number][]): PreprocessingSpec {
  return { both: featureCross(['contract', 'payment'], chain) };
}

async function oneHot(options: OneHotEncoderOptions) {
  const { featureNames, features } = await encode(crossed([oneHotEncoder(options)]), schema, { train, rows });
  return { names: featureNames, rows: features.map((row) => row.join('')) };
}

describe('featureCross', () => {
  it('is plain JSON', () => {
    expect(featureCross(['a', 'b'], [oneHotEncoder()])).toEqual({
      kind: 'featureCross',
      columns: ['a', 'b'],
      chain: [{ kind: 'oneHotEncoder' }],
    });
  });

  it('makes a category of each combination; one that training had not is unknown', async () => {
    expect(await oneHot({ missing: 'zeros' })).toEqual({
      names: ['both=["Monthly","Bank"]', 'both=["Monthly","Card"]', 'both=["Yearly","Card"]'],
      rows: ['010', '001', '100', '000', '000', '000', '000', '000'],
    });
  });

  it('groups the infrequent ones, and is missing where one of its columns is', async () => {
    expect(await oneHot({ infrequentBelow: 2, unknown: 'infrequent' })).toEqual({
      names: ['both=["Monthly","Card"]', 'both=<infrequent>'],
      rows: ['10', '01', '01', '01', '10', '01', '01', '10'],
    });
  });

  it.each([
    { chain: [frequencyEncoder()], expected: [0.4, 0.2, 0.2, 0, 0.2, 0, 0, 0.2] },
    { chain: [ordinalEncoder()], expected: [1, 2, 0, -1, -1, -1, -1, -1] },
  ])('goes through any chain of text: $chain', async ({ chain, expected }) => {
    const { featureNames, features } = await encode(crossed(chain), schema, { train, rows });
    expect(featureNames).toEqual(['both']);
    // The features are float32.
    expect(features.flat()).toEqual(expected.map(Math.fround));
  });

  it('keeps combinations apart whatever their values hold', async () => {
    const texts = schemaOf({ name: 'x', type: 'text' }, { name: 'y', type: 'text' });
    const ambiguous = { x: ['a|b', 'a', 'a","b', 'a'], y: ['c', 'b|c', 'c', 'b","c'] };
    const { features } = await encode({ xy: featureCross(['x', 'y'], [ordinalEncoder()]) }, texts, {
      train: ambiguous,
      rows: ambiguous,
    });
    expect(new Set(features.flat()).size).toBe(4);
  });

  it('stands behind the columns, which keep their own chains', async () => {
    const spec = {
      payment: [oneHotEncoder()],
      ...crossed([frequencyEncoder()]),
      contract: [oneHotEncoder()],
    };
    const { featureNames, features } = await encode(spec, schema, {
      train,
      rows: { contract: ['Yearly'], payment: ['Card'] },
    });
    expect(featureNames).toEqual([
      'contract=Monthly',
      'contract=Yearly',
      'payment=Bank',
      'payment=Card',
      'both',
    ]);
    expect(features).toEqual([[0, 1, 0, 1, Math.fround(0.2)]]);
  });

  it('crosses three columns, in the order that it names them', async () => {
    const three = schemaOf(...['a', 'b', 'c'].map((name) => ({ name, type: 'text' })));
    const table = { a: ['1', '2'], b: ['x', 'y'], c: ['p', 'p'] };
    const { featureNames, features } = await encode(
      { all: featureCross(['c', 'a', 'b'], [oneHotEncoder()]) },
      three,
      { train: table, rows: { a: ['2', '1'], b: ['y', 'y'], c: ['p', 'p'] } },
    );
    expect(featureNames).toEqual(['all=["p","1","x"]', 'all=["p","2","y"]']);
    expect(features).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });

  it('encodes no row', async () => {
    const none = { contract: [], payment: [] };
    expect((await encode(crossed([oneHotEncoder()]), schema, { train, rows: none })).features).toEqual([]);
  });

  it('can learn from the target, cross-fitted', async () => {
    const { fitted, folds } = crossFitPreprocessing(
      crossed([targetEncoder({ smooth: 0 })]),
      schema,
      tableOf(train),
      {
        target: Uint8Array.of(1, 0, 0, 0, 1),
        foldOf: Uint8Array.of(0, 0, 0, 1, 1),
      },
    );
    const row = { contract: ['Monthly'], payment: ['Card'] };
    expect((await encodeWith(fitted, schema, row)).features).toEqual([[0.5]]);
    expect((await encodeWith(folds[0]?.fitted ?? fitted, schema, row)).features).toEqual([[0]]);
  });

  it.each<{ spec: PreprocessingSpec; problem: string }>([
    {
      spec: { contract: featureCross(['contract', 'payment'], [oneHotEncoder()]) },
      problem: 'contract: a cross must have a name that no column has',
    },
    {
      spec: { ...crossed([oneHotEncoder()]), twice: featureCross(['payment', 'payment'], [oneHotEncoder()]) },
      problem: 'twice: a cross must name two columns or more, each once',
    },
    {
      spec: { both: featureCross(['contract', 'label'], [oneHotEncoder()]) },
      problem: "both: a cross takes text features; the schema has no 'label' among them",
    },
    {
      spec: { both: featureCross(['payment', 'contract', 'payment'], [oneHotEncoder()]) },
      problem: 'both: a cross must name two columns or more, each once',
    },
    { spec: crossed([passthrough()]), problem: 'both: passthrough cannot take text' },
    { spec: crossed([]), problem: 'both: it has no chain' },
    {
      spec: { both: featureCross(['contract', 'city'], [oneHotEncoder()]) },
      problem: 'payment: it has no chain',
    },
  ])('refuses $problem', ({ spec, problem }) => {
    const error = errorOf(() => fitPreprocessing(spec, schema, tableOf(train)));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain(problem);
  });

  it('refuses a training table in which no row has all columns', () => {
    const gaps = tableOf({ contract: ['Monthly', 'Yearly'], payment: ['', ''] });
    const error = errorOf(() => fitPreprocessing(crossed([oneHotEncoder()]), schema, gaps));
    expect(error.code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(error.message).toContain('both: the cross finds no row in which none of its columns is missing');
  });
});
