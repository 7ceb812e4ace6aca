/** Expected values: numpy.sin and numpy.cos of 2πx / 24; rounded to float32 here. */

import { describe, expect, it } from 'vitest';
import { fitPreprocessing } from '../fit-preprocessing.js';
import { schemaOf, tableOf } from '../testing/encode.js';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { cyclicEncoder } from './cyclic-encoder.js';

/** 2π is rounded before it is multiplied, so an angle of a million turns is right to 1e-10 or so; float32 shows 7 digits. */
const digits = 7;

describe('cyclicEncoder', () => {
  it('makes a sine and a cosine', async () => {
    const { featureNames, features } = await encodeColumn([cyclicEncoder({ period: 24 })], {
      train: [0],
      rows: [0, 6, -6, 23, 25, 1e6],
    });
    expect(featureNames).toEqual(['sin(x)', 'cos(x)']);
    const expected = [
      [0, 1],
      [1, 0],
      [-1, 0],
      [-0.25881904510252157, 0.9659258262890681],
      [0.2588190451025211, 0.9659258262890682],
      [-0.8660254037702884, -0.500000000024509],
    ];
    for (const [i, pair] of expected.entries())
      for (const [j, value] of pair.entries()) expect(features[i]?.[j]).toBeCloseTo(value, digits);
  });

  it('learns nothing', () => {
    expect(fitColumn(cyclicEncoder({ period: 12 }), [NaN])).toEqual({ kind: 'cyclicEncoder', period: 12 });
  });

  it('shows a NaN that should not be there', async () => {
    const { features } = await encodeColumn([cyclicEncoder({ period: 12 })], { train: [0], rows: [NaN] });
    expect(features).toEqual([[NaN, NaN]]);
  });

  it('wants an imputer before it where values may be missing, and a period', () => {
    const schema = schemaOf({ name: 'x', type: 'number', nullable: true });
    const error = errorOf(() =>
      fitPreprocessing({ x: [cyclicEncoder({ period: 0 })] }, schema, tableOf({ x: [1] })),
    );
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain('x: it is nullable; put an imputer into its chain');
    expect(error.message).toContain('x: period must be a finite number above 0; got 0');
  });
});
