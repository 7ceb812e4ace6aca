import { encodeModel, GraphBuilder } from '@waymark/onnx';
import { describe, expect, it } from 'vitest';
import { emitPreprocessing } from './emit-preprocessing.js';
import { fitPreprocessing } from './fit-preprocessing.js';
import { encode, schemaOf, tableOf } from './testing/encode.js';
import { errorOf } from './testing/error-of.js';
import { imputer } from './transforms/imputer.js';
import { oneHotEncoder } from './transforms/one-hot-encoder.js';
import { passthrough } from './transforms/passthrough.js';
import { standardScaler } from './transforms/standard-scaler.js';

const schema = schemaOf(
  { name: 'senior', type: 'integer' },
  { name: 'Total Charges', type: 'number', nullable: true },
  { name: 'Contract', type: 'category', values: ['Monthly', 'Two year'] },
  { name: 'city', type: 'text', nullable: true },
);
const spec = {
  senior: [passthrough()],
  'Total Charges': [imputer({ strategy: 'constant', value: 0 }), standardScaler()],
  Contract: [oneHotEncoder()],
  city: [imputer({ strategy: 'mostFrequent' }), oneHotEncoder({ infrequentBelow: 2 })],
};
const train = {
  senior: [0, 1, 0, 1],
  'Total Charges': [1, 3, 5, 3],
  Contract: ['Monthly', 'Two year', 'Monthly', 'Monthly'],
  city: ['a', 'a', 'b', ''],
};

function emitted() {
  const builder = new GraphBuilder({ name: 'encoder' });
  const result = emitPreprocessing(builder, fitPreprocessing(spec, schema, tableOf(train)), schema);
  builder.output('features', result.features);
  return { ...result, graph: builder.build() };
}

describe('emitPreprocessing', () => {
  it('has one rank-1 input a feature, in its type, under its name', () => {
    expect(emitted().inputs).toEqual([
      { name: 'senior', dtype: 'int64', shape: ['N'] },
      { name: 'Total Charges', dtype: 'float64', shape: ['N'] },
      { name: 'Contract', dtype: 'string', shape: ['N'] },
      { name: 'city', dtype: 'string', shape: ['N'] },
    ]);
  });

  it('gives one float32 matrix, and a name for each of its columns', () => {
    const { features, featureNames } = emitted();
    expect(features).toMatchObject({ dtype: 'float32', shape: ['N', 6] });
    expect(featureNames).toEqual([
      'senior',
      'Total Charges',
      'Contract=Monthly',
      'Contract=Two year',
      'city=a',
      'city=<infrequent>',
    ]);
  });

  it('encodes missing, unseen, empty, huge and negative values', async () => {
    const { features } = await encode(spec, schema, {
      train,
      rows: {
        senior: [1, -2, 0],
        'Total Charges': [3, NaN, 1e300],
        Contract: ['Two year', 'unseen', ''],
        city: ['b', '', 'unseen'],
      },
    });
    // Total Charges: (x - 3) / √2; 0 where missing.
    expect(features).toEqual([
      [1, 0, 0, 1, 0, 1],
      [-2, Math.fround(-2.1213203435596424), 0, 0, 1, 0],
      [0, 3.4028234663852886e38, 1, 0, 0, 0],
    ]);
  });

  it('encodes one row and no row', async () => {
    const row = { senior: [1], 'Total Charges': [3], Contract: ['Monthly'], city: ['a'] };
    expect((await encode(spec, schema, { train, rows: row })).features).toEqual([[1, 0, 1, 0, 1, 0]]);
    const none = { senior: [], 'Total Charges': [], Contract: [], city: [] };
    expect((await encode(spec, schema, { train, rows: none })).features).toEqual([]);
  });

  it('gives the same bytes each time', () => {
    expect(encodeModel(emitted().graph)).toEqual(encodeModel(emitted().graph));
  });

  it('stays small: one lookup and one op for an encoded column', () => {
    const ops = emitted().graph.nodes.filter(({ inputs }) =>
      inputs.some((input) => input?.name === 'Contract'),
    );
    expect(ops.map(({ op }) => op)).toEqual(['LabelEncoder']);
    expect(emitted().graph.nodes).toHaveLength(2 + 7 + 2 + 5 + 1);
  });

  it('refuses a schema that it was not fitted for', () => {
    const fitted = fitPreprocessing(spec, schema, tableOf(train));
    const other = schemaOf({ name: 'senior', type: 'integer' });
    const error = errorOf(() => emitPreprocessing(new GraphBuilder({ name: 'encoder' }), fitted, other));
    expect(error.code).toBe('PREPROCESSING_SCHEMA_MISMATCH');
    expect(error.message).toContain('senior, Total Charges, Contract, city; got senior');
  });
});
