/** Expected values: numpy.log1p; what it gives in float64 is rounded to float32 here. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { log1p } from './log1p.js';
import { standardScaler } from './standard-scaler.js';

describe('log1p', () => {
  it('learns only what stands in for values that have no logarithm', () => {
    expect(log1p()).toEqual({ kind: 'log1p' });
    expect(fitColumn(log1p(), [3, NaN, 0.5])).toEqual({ kind: 'log1p', lowest: 0.5 });
  });

  it('takes the logarithm as NumPy does', async () => {
    const { features } = await encodeColumn([log1p()], { train: [0, 1], rows: [0, 1, -0.5, 1e300, 0.001] });
    expect(features.flat()).toEqual(
      [0, Math.LN2, -Math.LN2, 690.7755278982137, 0.0009995003330835331].map(Math.fround),
    );
  });

  it('counts values at or below -1 as the smallest of training, and shows a NaN', async () => {
    const { features } = await encodeColumn([log1p()], { train: [0, 1], rows: [-1, -1e300, NaN] });
    expect(features).toEqual([[0], [0], [NaN]]);
  });

  it('comes before a scaler, which is fitted on the logarithms', async () => {
    const { fitted } = await encodeColumn([log1p(), standardScaler()], {
      train: [0, 0, Math.E ** 2 - 1, Math.E ** 2 - 1],
    });
    expect(fitted.columns[0]?.steps[1]).toEqual({ kind: 'standardScaler', mean: 1, scale: 1 });
  });

  it('refuses training rows without a logarithm, and a column without values', () => {
    const error = errorOf(() => fitColumn(log1p(), [1, -1]));
    expect(error.code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(error.message).toContain('x: log1p needs values above -1; the smallest is -1');
    expect(errorOf(() => fitColumn(log1p(), [NaN])).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
  });
});
