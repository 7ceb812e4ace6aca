/** Expected values: numpy.clip and numpy.quantile. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type ClipOptions, clip } from './clip.js';

async function clipped(options: ClipOptions, rows: readonly number[]) {
  return (await encodeColumn([clip(options)], { train: [1, 2, 3, 4, 100], rows })).features.flat();
}

describe('clip', () => {
  it('bounds by constants', async () => {
    expect(await clipped({ min: -1, max: 2.5 }, [-5, -1, 0, 2.5, 1e300])).toEqual([-1, -1, 0, 2.5, 2.5]);
  });

  it('bounds by quantiles of the training rows', async () => {
    expect(fitColumn(clip({ quantiles: [0.05, 0.9] }), [1, 2, 3, NaN, 4, 100])).toEqual({
      kind: 'clip',
      min: 1.2,
      max: 61.60000000000001,
    });
    expect(await clipped({ quantiles: [0.05, 0.9] }, [-5, 2, 100])).toEqual(
      [1.2, 2, 61.60000000000001].map(Math.fround),
    );
  });

  it('takes infinities and missing values of training where the bounds are constants', () => {
    expect(fitColumn(clip({ min: 0, max: 1 }), [Infinity, NaN])).toEqual({ kind: 'clip', min: 0, max: 1 });
  });

  it('shows a NaN that should not be there', async () => {
    expect(await clipped({ min: 0, max: 1 }, [NaN])).toEqual([NaN]);
  });

  it.each<{ options: ClipOptions; values: number[]; code: string }>([
    { options: { min: 2, max: 1 }, values: [1], code: 'PREPROCESSING_INVALID' },
    { options: { min: 0, max: Infinity }, values: [1], code: 'PREPROCESSING_INVALID' },
    { options: { quantiles: [0.9, 0.1] }, values: [1], code: 'PREPROCESSING_INVALID' },
    { options: { quantiles: [0, 1] }, values: [NaN], code: 'PREPROCESSING_NOTHING_TO_FIT' },
  ])('refuses $options on $values', ({ options, values, code }) => {
    expect(errorOf(() => fitColumn(clip(options), values)).code).toBe(code);
  });
});
