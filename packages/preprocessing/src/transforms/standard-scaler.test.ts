/** Expected values: scikit-learn 1.9.1, StandardScaler; what it gives in float64 is rounded to float32 here. */

import { describe, expect, it } from 'vitest';
import { fitPreprocessing } from '../fit-preprocessing.js';
import { encode, schemaOf, tableOf } from '../testing/encode.js';
import { errorOf } from '../testing/error-of.js';
import { standardScaler } from './standard-scaler.js';

const schema = schemaOf({ name: 'x', type: 'number' });
const spec = { x: [standardScaler()] };

async function scaled(train: readonly number[], rows: readonly number[] = train): Promise<readonly number[]> {
  const { features } = await encode(spec, schema, { train: { x: train }, rows: { x: rows } });
  return features.flat();
}

function fittedOn(train: readonly number[]) {
  return fitPreprocessing(spec, schema, tableOf({ x: train })).columns[0]?.steps[0];
}

describe('standardScaler', () => {
  it('is plain JSON', () => {
    expect(standardScaler()).toEqual({ kind: 'standardScaler' });
  });

  it('learns the mean and the population standard deviation', () => {
    expect(fittedOn([1, 3, 5])).toEqual({ kind: 'standardScaler', mean: 3, scale: 1.632993161855452 });
    expect(fittedOn([2, 4, 9])).toEqual({ kind: 'standardScaler', mean: 5, scale: 2.943920288775949 });
  });

  it('scales as scikit-learn does', async () => {
    expect(await scaled([1, 3, 5])).toEqual([-1.224744871391589, 0, 1.224744871391589].map(Math.fround));
    expect(await scaled([2, 4, 9])).toEqual(
      [-1.0190493307301363, -0.3396831102433787, 1.3587324409735149].map(Math.fround),
    );
  });

  it('keeps the seconds of Unix times', async () => {
    expect(await scaled([1.7e9, 1.7e9 + 1, 1.7e9 + 2])).toEqual(
      [-1.224744871391589, 0, 1.224744871391589].map(Math.fround),
    );
  });

  it('only centres a constant column, and one that differs from a constant by rounding', async () => {
    expect(await scaled([7, 7, 7], [7, 9])).toEqual([0, 2]);
    expect(fittedOn([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toMatchObject({ scale: 1 });
    expect(fittedOn([5])).toEqual({ kind: 'standardScaler', mean: 5, scale: 1 });
  });

  it('takes negative values, no rows, and values beyond float32, which stay finite', async () => {
    const largestFloat32 = 3.4028234663852886e38;
    expect(await scaled([1, 3, 5], [-3])).toEqual([Math.fround(-3.6742346141747673)]);
    expect(await scaled([1, 3, 5], [])).toEqual([]);
    expect(await scaled([1, 3, 5], [1e300, -1e300])).toEqual([largestFloat32, -largestFloat32]);
  });

  it('shows a NaN that should not be there, instead of hiding it', async () => {
    expect(await scaled([1, 3, 5], [NaN])).toEqual([NaN]);
  });

  it('refuses a column without values, and one whose mean is not finite', () => {
    const codeOf = (values: readonly number[]) => errorOf(() => fittedOn(values)).code;
    expect(codeOf([NaN, NaN])).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(codeOf([Infinity, 1])).toBe('PREPROCESSING_NOTHING_TO_FIT');
  });
});
