/** Expected values: scikit-learn 1.9.1, OrdinalEncoder; None stands for the empty string there. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type OrdinalEncoderOptions, ordinalEncoder } from './ordinal-encoder.js';

async function encoded(options: OrdinalEncoderOptions, train: readonly string[], rows: readonly string[]) {
  return (await encodeColumn([ordinalEncoder(options)], { train, rows })).features.flat();
}

describe('ordinalEncoder', () => {
  it('numbers the categories of training in code-unit order', async () => {
    expect(await encoded({ missing: -2 }, ['b', 'a', '', 'c', 'b'], ['a', 'b', 'c', 'z'])).toEqual([
      0, 1, 2, -1,
    ]);
  });

  it('numbers given categories in their order', async () => {
    const options = { categories: ['low', 'mid', 'high'] };
    expect(await encoded(options, ['high', 'low'], ['low', 'mid', 'high', 'z'])).toEqual([0, 1, 2, -1]);
    expect(await encoded(options, ['', ''], ['low', 'mid'])).toEqual([0, 1]);
  });

  it('numbers missing values, Python spellings of them too', async () => {
    expect(await encoded({}, ['a', 'b'], ['', 'nan'])).toEqual([-1, -1]);
    expect(await encoded({ missing: -2, unknown: -3 }, ['a', 'b'], ['', 'nan', 'z'])).toEqual([-2, -2, -3]);
    expect(await encoded({ categories: ['a', 'nan'], missing: -2 }, ['a'], ['', 'nan'])).toEqual([-2, 1]);
  });

  it('is plain JSON once fitted', () => {
    expect(fitColumn(ordinalEncoder(), ['b', 'a'])).toEqual({
      kind: 'ordinalEncoder',
      texts: ['a', 'b', '', 'nan', 'None'],
      numbers: [0, 1, -1, -1, -1],
      unknown: -1,
    });
  });

  it.each<{ options: OrdinalEncoderOptions; problem: string }>([
    {
      options: { unknown: 0 },
      problem: 'unknown must be a finite number below 0, which no category has; got 0',
    },
    { options: { missing: NaN }, problem: 'missing must be a finite number below 0' },
    { options: { categories: [] }, problem: 'categories must be texts that are distinct' },
    { options: { categories: ['a', 'a'] }, problem: 'categories must be texts that are distinct' },
    { options: { categories: ['a', ''] }, problem: 'categories must be texts that are distinct' },
  ])('refuses $options', ({ options, problem }) => {
    const error = errorOf(() => fitColumn(ordinalEncoder(options), ['a']));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain(problem);
  });

  it('refuses to learn categories where all are missing', () => {
    expect(errorOf(() => fitColumn(ordinalEncoder(), ['', ''])).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
  });
});
