/** Expected values: scikit-learn 1.9.1, MinMaxScaler; what it gives in float64 is rounded to float32 here. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type MinMaxScalerOptions, minMaxScaler } from './min-max-scaler.js';

const train = [3, 1, 7, 2, 10, 4];
const largestFloat32 = 3.4028234663852886e38;

async function scaled(options: MinMaxScalerOptions, rows: readonly number[], on: readonly number[] = train) {
  return (await encodeColumn([minMaxScaler(options)], { train: on, rows })).features.flat();
}

describe('minMaxScaler', () => {
  it('learns the smallest value and the width', () => {
    expect(fitColumn(minMaxScaler(), [2, NaN, 10])).toEqual({
      kind: 'minMaxScaler',
      min: 2,
      scale: 0.125,
      range: [0, 1],
      clip: false,
    });
  });

  it('scales as scikit-learn does, beyond the range too', async () => {
    expect(await scaled({}, [1, 2, 10, -8, 100])).toEqual(
      [0, 0.1111111111111111, 1, -1, 11].map(Math.fround),
    );
    expect(await scaled({ range: [-1, 1] }, [1, 2, 10, -8, 100])).toEqual(
      [-1, -0.7777777777777779, 1, -3, 21].map(Math.fround),
    );
  });

  it('stops at the ends of the range if asked', async () => {
    expect(await scaled({ clip: true }, [-8, 4, 100, 1e300])).toEqual([
      0,
      Math.fround(0.3333333333333333),
      1,
      1,
    ]);
    expect(await scaled({}, [1e300, -1e300])).toEqual([largestFloat32, -largestFloat32]);
  });

  it('keeps the seconds of Unix times', async () => {
    expect(await scaled({}, [1.7e9, 1.7e9 + 1, 1.7e9 + 2], [1.7e9, 1.7e9 + 2])).toEqual([0, 0.5, 1]);
  });

  it('only moves a constant column, and shows a NaN that should not be there', async () => {
    expect(await scaled({}, [7, 9], [7, 7])).toEqual([0, 2]);
    expect(await scaled({ clip: true }, [NaN])).toEqual([NaN]);
  });

  it('refuses a column without finite values, and a range that is none', () => {
    const fit = (options: MinMaxScalerOptions, values: readonly number[]) =>
      errorOf(() => fitColumn(minMaxScaler(options), values));
    expect(fit({}, [NaN, NaN]).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(fit({}, [Infinity, 1]).message).toContain('the scaler needs values that are finite');
    expect(fit({ range: [1, 1] }, [1]).message).toContain('range must be two finite numbers');
    expect(fit({ range: [1, 1] }, [1]).code).toBe('PREPROCESSING_INVALID');
  });
});
