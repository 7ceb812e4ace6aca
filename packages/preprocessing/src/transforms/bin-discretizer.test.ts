/** Expected values: scikit-learn 1.9.1, KBinsDiscretizer with its default quantile_method. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type BinDiscretizerOptions, binDiscretizer } from './bin-discretizer.js';

const train = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20];
const rows = [0, 1, 3, 4, 7.3, 8, 100, -5];

function edgesOf(options: BinDiscretizerOptions, values: readonly number[]): unknown {
  return fitColumn(binDiscretizer(options), values);
}

describe('binDiscretizer', () => {
  it.each<{ strategy: 'uniform' | 'quantile'; bins: number; edges: number[]; expected: number[] }>([
    {
      strategy: 'uniform',
      bins: 3,
      edges: [7.333333333333333, 13.666666666666666],
      expected: [0, 0, 0, 0, 0, 1, 2, 0],
    },
    { strategy: 'uniform', bins: 4, edges: [5.75, 10.5, 15.25], expected: [0, 0, 0, 0, 1, 1, 3, 0] },
    { strategy: 'quantile', bins: 3, edges: [4, 7], expected: [0, 0, 0, 1, 2, 2, 2, 0] },
    { strategy: 'quantile', bins: 4, edges: [3, 5.5, 8], expected: [0, 0, 1, 1, 2, 3, 3, 0] },
  ])('finds $bins $strategy bins as scikit-learn does', async ({ strategy, bins, edges, expected }) => {
    const options: BinDiscretizerOptions = { strategy, bins, output: 'ordinal' };
    expect(edgesOf(options, train)).toEqual({ kind: 'binDiscretizer', edges, output: 'ordinal' });
    const { featureNames, features } = await encodeColumn([binDiscretizer(options)], { train, rows });
    expect(featureNames).toEqual(['x']);
    expect(features.flat()).toEqual(expected);
  });

  it('makes one column a bin, named by its interval', async () => {
    const { featureNames, features } = await encodeColumn([binDiscretizer({ bins: 3 })], {
      train,
      rows: [4, -1e300, 1e300],
    });
    expect(featureNames).toEqual(['x=[-inf, 4)', 'x=[4, 7)', 'x=[7, inf)']);
    expect(features).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('makes fewer bins where quantiles are equal, and one of a constant column', async () => {
    expect(edgesOf({ bins: 4 }, [0, 0, 0, 0, 0, 1, 2, 3])).toMatchObject({ edges: [1.5] });
    expect(edgesOf({ bins: 2 }, [0, 1, 1, 1])).toMatchObject({ edges: [] });
    expect(edgesOf({ bins: 3, strategy: 'uniform' }, [5, 5])).toMatchObject({ edges: [] });
    const { features } = await encodeColumn([binDiscretizer()], { train: [5, 5], rows: [4, 5, 6] });
    expect(features).toEqual([[1], [1], [1]]);
  });

  it('shows a NaN that should not be there, and gives it no column', async () => {
    const ordinal = binDiscretizer({ output: 'ordinal' });
    expect((await encodeColumn([ordinal], { train, rows: [NaN] })).features).toEqual([[NaN]]);
    const wide = binDiscretizer({ bins: 2 });
    expect((await encodeColumn([wide], { train, rows: [NaN] })).features).toEqual([[0, 0]]);
  });

  it('refuses a column without values, and too few bins', () => {
    expect(errorOf(() => edgesOf({}, [NaN])).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    const error = errorOf(() => edgesOf({ bins: 1 }, train));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain('bins must be a whole number from 2; got 1');
  });
});
