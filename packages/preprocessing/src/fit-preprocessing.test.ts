import { describe, expect, it } from 'vitest';
import { fitPreprocessing } from './fit-preprocessing.js';
import type { PreprocessingSpec } from './preprocessing-spec.js';
import { schemaOf, tableOf } from './testing/encode.js';
import { errorOf } from './testing/error-of.js';
import { imputer } from './transforms/imputer.js';
import { oneHotEncoder } from './transforms/one-hot-encoder.js';
import { passthrough } from './transforms/passthrough.js';
import { standardScaler } from './transforms/standard-scaler.js';

const schema = schemaOf(
  { name: 'age', type: 'integer' },
  { name: 'income', type: 'number', nullable: true },
  { name: 'city', type: 'text', nullable: true },
);
const train = tableOf({ age: [1, 3, 5], income: [NaN, 2, 4], city: ['b', 'a', ''] });
const good: PreprocessingSpec = {
  age: [passthrough()],
  income: [imputer({ strategy: 'mean' }), standardScaler()],
  city: [oneHotEncoder()],
};

function problemsOf(spec: PreprocessingSpec): string {
  const error = errorOf(() => fitPreprocessing(spec, schema, train));
  expect(error).toMatchObject({ code: 'PREPROCESSING_INVALID', kind: 'usage' });
  return error.message;
}

describe('fitPreprocessing', () => {
  it('fits each chain, in the order of the schema, as plain JSON', () => {
    const fitted = fitPreprocessing(good, schema, train);
    expect(fitted).toEqual({
      columns: [
        { name: 'age', steps: [{ kind: 'passthrough' }] },
        {
          name: 'income',
          steps: [
            { kind: 'imputer', type: 'number', fill: 3 },
            { kind: 'standardScaler', mean: 3, scale: 0.816496580927726 },
          ],
        },
        {
          name: 'city',
          steps: [
            {
              kind: 'oneHotEncoder',
              labels: ['a', 'b'],
              texts: ['a', 'b', '', 'nan', 'None'],
              indices: [0, 1, 0, 0, 0],
              unknown: 2,
            },
          ],
        },
      ],
      crosses: [],
    });
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
  });

  it('fits on one row', () => {
    const one = tableOf({ age: [1], income: [2], city: ['a'] });
    expect(fitPreprocessing(good, schema, one).columns[1]?.steps[1]).toEqual({
      kind: 'standardScaler',
      mean: 2,
      scale: 1,
    });
  });

  it('does not change the training table', () => {
    const table = tableOf({ age: [1, 3], income: [NaN, 2], city: ['', 'a'] });
    fitPreprocessing(good, schema, table);
    expect(table).toEqual(tableOf({ age: [1, 3], income: [NaN, 2], city: ['', 'a'] }));
  });

  it('reports all mistakes together', () => {
    const message = problemsOf({ age: [], city: [standardScaler()], postcode: [passthrough()] });
    expect(message).toContain('postcode: there is no such feature');
    expect(message).toContain('age: it has no chain');
    expect(message).toContain('income: it has no chain');
    expect(message).toContain('city: standardScaler cannot take text');
  });

  it('does not take the key or the label as a feature', () => {
    expect(problemsOf({ ...good, label: [oneHotEncoder()] })).toContain('label: there is no such feature');
  });

  it.each<{ column: string; chain: NonNullable<PreprocessingSpec[string]>; problem: string }>([
    { column: 'age', chain: [oneHotEncoder()], problem: 'age: oneHotEncoder cannot take numbers' },
    { column: 'city', chain: [passthrough()], problem: 'city: passthrough cannot take text' },
    {
      column: 'city',
      chain: [oneHotEncoder(), standardScaler()],
      problem: 'city: standardScaler cannot take what is encoded already',
    },
    {
      column: 'city',
      chain: [imputer({ strategy: 'mostFrequent' })],
      problem: 'city: it ends as text; end its chain with oneHotEncoder()',
    },
    {
      column: 'income',
      chain: [standardScaler()],
      problem: 'income: it is nullable; put an imputer into its chain',
    },
    { column: 'city', chain: [imputer({ strategy: 'mean' }), oneHotEncoder()], problem: 'text has no mean' },
    {
      column: 'income',
      chain: [imputer({ strategy: 'constant', value: 'none' })],
      problem: 'the constant must be a finite number; got "none"',
    },
    {
      column: 'city',
      chain: [imputer({ strategy: 'constant', value: '' }), oneHotEncoder()],
      problem: 'the constant must be a text that is not empty; got ""',
    },
    {
      column: 'city',
      chain: [oneHotEncoder({ infrequentBelow: 0.1 })],
      problem: 'infrequentBelow must be a whole number from 1; got 0.1',
    },
    {
      column: 'age',
      chain: JSON.parse('[{"kind":"quantumScaler"}]'),
      problem: "age: there is no transform 'quantumScaler'",
    },
  ])('refuses $problem', ({ column, chain, problem }) => {
    expect(problemsOf({ ...good, [column]: chain })).toContain(problem);
  });

  it('refuses a table that has not the columns of the schema', () => {
    const error = errorOf(() => fitPreprocessing(good, schema, tableOf({ age: [1], city: [2] })));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain('income: the training table has no such column');
    expect(error.message).toContain('city: the schema says text, the training table has numbers');
  });

  it('names all columns that nothing can be learned from', () => {
    const empty = tableOf({ age: [1, 2], income: [NaN, NaN], city: ['', ''] });
    const error = errorOf(() => fitPreprocessing(good, schema, empty));
    expect(error).toMatchObject({ code: 'PREPROCESSING_NOTHING_TO_FIT', kind: 'dataInvalid' });
    expect(error.message).toContain('income: the imputer finds no value');
    expect(error.message).toContain('city: the encoder finds no category');
  });
});
