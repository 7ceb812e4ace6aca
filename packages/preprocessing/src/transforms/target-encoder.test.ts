/** Expected values: scikit-learn 1.9.1, TargetEncoder; None stands for the empty string there. */

import { describe, expect, it } from 'vitest';
import { type CrossFittedPreprocessing, crossFitPreprocessing } from '../cross-fit-preprocessing.js';
import { encodeWith, schemaOf, tableOf } from '../testing/encode.js';
import { errorOf } from '../testing/error-of.js';
import { type TargetEncoderOptions, targetEncoder } from './target-encoder.js';

const schema = schemaOf({ name: 'x', type: 'text', nullable: true });
const train = ['b', 'a', 'a', '', 'b', 'a', 'c', 'b', 'a', '', 'a', 'b'];
const foldOf = Uint8Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
const binary = Float64Array.of(1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1);
const continuous = Float64Array.of(1.5, 2, -3, 4, 0.25, 7, 1, 3, 2, 5, -1, 6);
const rows = ['a', 'b', 'c', '', 'unseen'];

/** float32 keeps 7 digits of what is computed in float64. */
const digits = 6;

function fit(
  options: TargetEncoderOptions,
  {
    values = train,
    target = binary,
  }: { readonly values?: readonly string[]; readonly target?: Float64Array },
): CrossFittedPreprocessing {
  const folds = foldOf.slice(0, values.length);
  return crossFitPreprocessing({ x: [targetEncoder(options)] }, schema, tableOf({ x: values }), {
    target,
    foldOf: folds,
  });
}

async function encoded({ fitted }: CrossFittedPreprocessing, texts: readonly string[]): Promise<number[]> {
  const { features } = await encodeWith(fitted, schema, { x: texts });
  return features.flat();
}

/** Each training row, encoded by the graph of its fold. */
async function trainingColumn({ folds }: CrossFittedPreprocessing): Promise<number[]> {
  const column: number[] = [];
  for (const { rows: own, fitted } of folds) {
    const texts = Array.from(own, (row) => train[row] ?? '');
    const { features } = await encodeWith(fitted, schema, { x: texts });
    for (const [i, row] of own.entries()) column[row] = features[i]?.[0] ?? Number.NaN;
  }
  return column;
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

describe('targetEncoder', () => {
  it('is plain JSON', () => {
    expect(targetEncoder()).toEqual({ kind: 'targetEncoder' });
    expect(targetEncoder({ smooth: 10 })).toEqual({ kind: 'targetEncoder', smooth: 10 });
  });

  it.each<{ smooth: number | 'auto'; name: string; target: Float64Array; expected: number[] }>([
    {
      name: 'binary',
      target: binary,
      smooth: 'auto',
      expected: [0.4302347776293186, 0.7230538922155689, 1, 0.5283018867924528, 0.5833333333333334],
    },
    {
      name: 'binary',
      target: binary,
      smooth: 2,
      expected: [0.45238095238095244, 0.6944444444444445, 0.7222222222222223, 0.5416666666666667, 7 / 12],
    },
    { name: 'binary', target: binary, smooth: 0, expected: [0.4, 0.75, 1, 0.5, 0.5833333333333334] },
    {
      name: 'continuous',
      target: continuous,
      smooth: 'auto',
      expected: [1.6094841723167355, 2.638601382488479, 1, 4.464959118972134, 2.3125],
    },
    {
      name: 'continuous',
      target: continuous,
      smooth: 2,
      expected: [1.6607142857142858, 2.5625, 1.875, 3.40625, 2.3125],
    },
  ])('serves the means of a $name target, smooth $smooth; unseen is the overall mean', async ({
    smooth,
    target,
    expected,
  }) => {
    expectClose(await encoded(fit({ smooth }, { target }), rows), expected);
  });

  it.each<{ smooth: number | 'auto'; name: string; target: Float64Array; expected: number[] }>([
    {
      name: 'binary',
      target: binary,
      smooth: 'auto',
      expected: [
        0.6285714285714286, 0.40337711069418386, 0.5434782608695652, 0.5, 1, 0.5434782608695652, 0.5, 1,
        0.5434782608695652, 0.5, 0.40337711069418386, 0.6566604127579737,
      ],
    },
    {
      name: 'continuous',
      target: continuous,
      smooth: 'auto',
      expected: [
        2.918339870814032, 2.3541180983858117, 0.8641058747579082, 2.03125, 3.573971915747242,
        0.8641058747579082, 2.03125, 3.573971915747242, 0.8641058747579082, 2.03125, 2.3541180983858117,
        1.6256803410902436,
      ],
    },
    {
      name: 'continuous',
      target: continuous,
      smooth: 2,
      expected: [
        2.6625, 2.375, 1.234375, 2.03125, 3.34375, 1.234375, 2.03125, 3.34375, 1.234375, 2.03125, 2.375,
        1.7375,
      ],
    },
  ])('encodes a training row by the other folds, as fit_transform: $name, smooth $smooth', async ({
    smooth,
    target,
    expected,
  }) => {
    expectClose(await trainingColumn(fit({ smooth }, { target })), expected);
  });

  it('learns one number a category, the empty text and its Python spellings for missing', () => {
    expect(fit({ smooth: 0 }, {}).fitted.columns[0]?.steps[0]).toEqual({
      kind: 'targetEncoder',
      texts: ['a', 'b', 'c', '', 'nan', 'None'],
      numbers: [0.4, 0.75, 1, 0.5, 0.5, 0.5],
      unknown: 7 / 12,
    });
  });

  it('gives missing values the overall mean where training had none', async () => {
    const fitted = fit({}, { values: ['a', 'b', 'a', 'b'], target: Float64Array.of(0, 1, 0, 0) });
    expectClose(await encoded(fitted, ['', 'nan']), [0.25, 0.25]);
  });

  it('gives a target that never changes', async () => {
    const fitted = fit({}, { values: ['a', 'b', 'a'], target: Float64Array.of(3, 3, 3) });
    expect(await encoded(fitted, ['a', 'b', 'unseen'])).toEqual([3, 3, 3]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses smooth %d', (smooth) => {
    const error = errorOf(() => fit({ smooth }, {}));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain(`x: smooth must be 'auto' or a finite number from 0; got ${smooth}`);
  });
});
