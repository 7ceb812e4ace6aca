/** Expected values: scikit-learn 1.9.1, RobustScaler; what it gives in float64 is rounded to float32 here. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { robustScaler } from './robust-scaler.js';

const train = [3, 1, 7, 2, 10, 4];

async function scaled(rows: readonly number[], quantiles?: readonly [number, number]) {
  const spec = robustScaler(quantiles === undefined ? {} : { quantiles });
  return (await encodeColumn([spec], { train, rows })).features.flat();
}

describe('robustScaler', () => {
  it('learns the median and the distance between the quantiles', () => {
    expect(fitColumn(robustScaler(), train)).toEqual({ kind: 'robustScaler', median: 3.5, scale: 4 });
    expect(fitColumn(robustScaler({ quantiles: [0.1, 0.9] }), train)).toEqual({
      kind: 'robustScaler',
      median: 3.5,
      scale: 7,
    });
  });

  it('scales as scikit-learn does', async () => {
    expect(await scaled([1, 3.5, 10, -8])).toEqual([-0.625, 0, 1.625, -2.875]);
    expect(await scaled([1, 3.5, 10, -8], [0.1, 0.9])).toEqual(
      [-0.35714285714285715, 0, 0.9285714285714286, -1.6428571428571428].map(Math.fround),
    );
  });

  it('only centres a column whose quantiles are equal', () => {
    expect(fitColumn(robustScaler(), [5, 5, 5, 9])).toEqual({ kind: 'robustScaler', median: 5, scale: 1 });
    expect(fitColumn(robustScaler(), [5])).toEqual({ kind: 'robustScaler', median: 5, scale: 1 });
  });

  it('shows a NaN that should not be there', async () => {
    expect(await scaled([NaN])).toEqual([NaN]);
  });

  it('refuses a column without values, and quantiles that are none', () => {
    expect(errorOf(() => fitColumn(robustScaler(), [NaN])).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    const error = errorOf(() => fitColumn(robustScaler({ quantiles: [25, 75] }), train));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain(
      'quantiles must be two shares from 0 to 1, the lower one first; got [25, 75]',
    );
  });
});
