import { describe, expect, it } from 'vitest';
import { crossFitPreprocessing } from './cross-fit-preprocessing.js';
import { fitPreprocessing } from './fit-preprocessing.js';
import type { PreprocessingSpec } from './preprocessing-spec.js';
import { encodeWith, schemaOf, tableOf } from './testing/encode.js';
import { errorOf } from './testing/error-of.js';
import { oneHotEncoder } from './transforms/one-hot-encoder.js';
import { standardScaler } from './transforms/standard-scaler.js';
import { targetEncoder } from './transforms/target-encoder.js';

const schema = schemaOf(
  { name: 'city', type: 'text', nullable: true },
  { name: 'plan', type: 'text' },
  { name: 'age', type: 'integer' },
);
const columns = {
  city: ['b', 'a', 'a', '', 'b', 'a', 'c', 'b', 'a', '', 'a', 'b'],
  plan: ['x', 'y', 'x', 'y', 'x', 'y', 'x', 'y', 'x', 'y', 'x', 'z'],
  age: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
};
const train = tableOf(columns);
const target = Uint8Array.of(1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1);
const foldOf = Uint8Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
const spec: PreprocessingSpec = {
  city: [targetEncoder(), standardScaler()],
  plan: [oneHotEncoder()],
  age: [standardScaler()],
};

describe('crossFitPreprocessing', () => {
  it('holds each training row in one fold, as foldOf says', () => {
    const { folds } = crossFitPreprocessing(spec, schema, train, { target, foldOf });
    expect(folds.map(({ rows }) => [...rows])).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7, 10],
      [2, 5, 8, 11],
    ]);
  });

  it('fits all but the target encoders once, so that the folds share columns and scale', () => {
    const { fitted, folds } = crossFitPreprocessing(spec, schema, train, { target, foldOf });
    const [city, ...others] = fitted.columns;
    for (const fold of folds) {
      const [ownCity, ...ownOthers] = fold.fitted.columns;
      expect(ownOthers).toEqual(others);
      expect(ownCity?.steps[1]).toEqual(city?.steps[1]);
      expect(ownCity?.steps[0]).not.toEqual(city?.steps[0]);
    }
    expect(JSON.parse(JSON.stringify(folds.map((fold) => fold.fitted)))).toEqual(
      folds.map((fold) => fold.fitted),
    );
  });

  // Reference: scikit-learn 1.9.1, make_pipeline(TargetEncoder(cv=<the folds>), StandardScaler()).
  it('agrees with a pipeline of scikit-learn, in training and at serving', async () => {
    const { fitted, folds } = crossFitPreprocessing(spec, schema, train, { target, foldOf });
    const first = await encodeWith(folds[0]?.fitted ?? fitted, schema, {
      city: ['b', '', 'c', ''],
      plan: ['x', 'y', 'x', 'y'],
      age: [1, 4, 7, 10],
    });
    const served = await encodeWith(fitted, schema, {
      city: ['a', 'b', 'c', '', 'unseen'],
      plan: ['x', 'x', 'x', 'x', 'x'],
      age: [1, 1, 1, 1, 1],
    });
    const cities = [first, served].flatMap(({ features }) => features.map(([city]) => city));
    const expected = [
      ...[0.13931116318926556, -0.531453119330004, -0.531453119330004, -0.531453119330004],
      ...[
        -0.8954221585498616, 0.6322314226986028, 2.0770746460227114, -0.38380060431003904,
        -0.09669849177121795,
      ],
    ];
    expect(cities).toHaveLength(expected.length);
    // float32 keeps 7 digits.
    for (const [i, value] of expected.entries()) expect(cities[i]).toBeCloseTo(value, 6);
  });

  it('has one part, of all rows, where no transform looks at the target', () => {
    const plain = { ...spec, city: [oneHotEncoder()] };
    const { fitted, folds } = crossFitPreprocessing(plain, schema, train, { target, foldOf });
    expect(fitted).toEqual(fitPreprocessing(plain, schema, train));
    expect(folds).toEqual([{ rows: Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), fitted }]);
  });

  it('lets no row of a column that is noise know its target', () => {
    const ids = Array.from({ length: 200 }, (_, row) => `customer ${row % 100}`);
    const noise = tableOf({ city: ids, plan: ids, age: ids.map((_, row) => row) });
    // Two rows a customer, one of each class, in different folds.
    const labels = Uint8Array.from(ids, (_, row) => (row < 100 ? row % 2 : (row + 1) % 2));
    const halves = Uint8Array.from(ids, (_, row) => (row < 100 ? 0 : 1));
    const noisy = { ...spec, city: [targetEncoder({ smooth: 0 })], plan: [oneHotEncoder()] };
    const { folds } = crossFitPreprocessing(noisy, schema, noise, { target: labels, foldOf: halves });
    // Customer 0 is of class 0 in the first half, where only the second half's class 1 may be known.
    const [step] = folds[0]?.fitted.columns[0]?.steps ?? [];
    if (step?.kind !== 'targetEncoder') throw new TypeError('the chain starts with a target encoder');
    expect(step.numbers[step.texts.indexOf('customer 0')]).toBe(1);
    expect(step.numbers[step.texts.indexOf('customer 1')]).toBe(0);
  });

  it('is what fitPreprocessing sends a target encoder to', () => {
    const error = errorOf(() => fitPreprocessing(spec, schema, train));
    expect(error).toMatchObject({ code: 'PREPROCESSING_TARGET_NEEDED', kind: 'usage' });
    expect(error.message).toContain('city has one');
    expect(error.message).toContain('crossFitPreprocessing');
  });

  it('reports all that is wrong with target and folds together', () => {
    const error = errorOf(() =>
      crossFitPreprocessing(spec, schema, train, {
        target: Float64Array.of(1, Number.NaN),
        foldOf: new Uint8Array(3),
      }),
    );
    expect(error).toMatchObject({ code: 'PREPROCESSING_FOLDS_INVALID', kind: 'usage' });
    expect(error.message).toContain('target has 2 numbers for 12 rows');
    expect(error.message).toContain('target has numbers that are not finite');
    expect(error.message).toContain('foldOf has 3 folds for 12 rows');
    expect(error.message).toContain('foldOf names 1 folds; there must be at least 2');
  });
});
