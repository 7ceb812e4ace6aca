/** Expected values: scikit-learn 1.9.1, OneHotEncoder with min_frequency; None stands for the empty string there. */

import { describe, expect, it } from 'vitest';
import { encode, schemaOf } from '../testing/encode.js';
import { type OneHotEncoderOptions, oneHotEncoder } from './one-hot-encoder.js';

const schema = schemaOf({ name: 'c', type: 'text', nullable: true });

async function encoded(options: OneHotEncoderOptions, train: readonly string[], rows: readonly string[]) {
  const { featureNames, features } = await encode({ c: [oneHotEncoder(options)] }, schema, {
    train: { c: train },
    rows: { c: rows },
  });
  return { names: featureNames, rows: features.map((row) => row.join('')) };
}

describe('oneHotEncoder', () => {
  it('is plain JSON', () => {
    expect(oneHotEncoder()).toEqual({ kind: 'oneHotEncoder' });
    expect(oneHotEncoder({ infrequentBelow: 20 })).toEqual({ kind: 'oneHotEncoder', infrequentBelow: 20 });
  });

  const train = ['b', 'a', 'b', 'c', 'a', 'd'];
  const rows = ['a', 'b', 'c', 'd', 'z'];

  it.each<{ options: OneHotEncoderOptions; names: string[]; expected: string[] }>([
    {
      options: {},
      names: ['c=a', 'c=b', 'c=c', 'c=d'],
      expected: ['1000', '0100', '0010', '0001', '0000'],
    },
    {
      options: { infrequentBelow: 2 },
      names: ['c=a', 'c=b', 'c=<infrequent>'],
      expected: ['100', '010', '001', '001', '000'],
    },
    {
      options: { infrequentBelow: 2, unknown: 'infrequent' },
      names: ['c=a', 'c=b', 'c=<infrequent>'],
      expected: ['100', '010', '001', '001', '001'],
    },
    {
      options: { unknown: 'infrequent' },
      names: ['c=a', 'c=b', 'c=c', 'c=d'],
      expected: ['1000', '0100', '0010', '0001', '0000'],
    },
  ])('encodes known and unknown values: $options', async ({ options, names, expected }) => {
    expect(await encoded(options, train, rows)).toEqual({ names, rows: expected });
  });

  const gaps = ['b', 'a', '', 'b', '', 'a', 'd'];

  it.each<{ options: OneHotEncoderOptions; names: string[]; expected: string[] }>([
    {
      options: { infrequentBelow: 1 },
      names: ['c=a', 'c=b', 'c=d', 'c=<missing>'],
      expected: ['1000', '0100', '0010', '0001', '0000'],
    },
    {
      options: { infrequentBelow: 2 },
      names: ['c=a', 'c=b', 'c=<missing>', 'c=<infrequent>'],
      expected: ['1000', '0100', '0001', '0010', '0000'],
    },
    {
      options: { infrequentBelow: 3 },
      names: ['c=<infrequent>'],
      expected: ['1', '1', '1', '1', '0'],
    },
  ])('treats missing as a category like any other: $options', async ({ options, names, expected }) => {
    const result = await encoded({ ...options, missing: 'category' }, gaps, ['a', 'b', 'd', '', 'z']);
    expect(result).toEqual({ names, rows: expected });
  });

  it('puts missing with the infrequent ones when it was seen too seldom', async () => {
    const result = await encoded(
      { infrequentBelow: 2, missing: 'category' },
      ['b', 'a', 'b', '', 'a', 'd'],
      ['', 'd'],
    );
    expect(result).toEqual({ names: ['c=a', 'c=b', 'c=<infrequent>'], rows: ['001', '001'] });
  });

  it('treats a missing category that was never seen as unknown', async () => {
    expect((await encoded({ missing: 'category' }, ['a', 'b'], [''])).rows).toEqual(['00']);
    const options: OneHotEncoderOptions = { missing: 'category', unknown: 'infrequent', infrequentBelow: 2 };
    expect((await encoded(options, ['a', 'a', 'b'], [''])).rows).toEqual(['01']);
  });

  it('gives missing values the most frequent category, the smallest of several, or zeros', async () => {
    expect((await encoded({}, train, ['', 'nan', 'None'])).rows).toEqual(['1000', '1000', '1000']);
    expect((await encoded({}, ['b', 'b', 'a'], [''])).rows).toEqual(['01']);
    expect((await encoded({ infrequentBelow: 9 }, ['b', 'a'], [''])).rows).toEqual(['1']);
    expect((await encoded({ missing: 'zeros' }, train, ['', 'nan'])).rows).toEqual(['0000', '0000']);
  });

  it('keeps the texts nan and None where they are values, seen or declared', async () => {
    expect(await encoded({}, ['a', 'a', 'nan'], ['nan', 'None', ''])).toEqual({
      names: ['c=a', 'c=nan'],
      rows: ['01', '10', '10'],
    });
    const declared = schemaOf({ name: 'c', type: 'category', values: ['a', 'None'], nullable: true });
    const { features } = await encode({ c: [oneHotEncoder()] }, declared, {
      train: { c: ['a'] },
      rows: { c: ['None', 'nan'] },
    });
    expect(features).toEqual([[0], [1]]);
  });

  it('takes one category, no rows, and categories that look like numbers or like parts of objects', async () => {
    expect(await encoded({}, ['a'], [])).toEqual({ names: ['c=a'], rows: [] });
    expect(await encoded({}, ['10', '9', '__proto__', 'å'], ['9', '__proto__', 'å', 'constructor'])).toEqual({
      names: ['c=10', 'c=9', 'c=__proto__', 'c=å'],
      rows: ['0100', '0010', '0001', '0000'],
    });
  });

  it('makes a column of its own when everything was missing, or refuses', async () => {
    expect(await encoded({ missing: 'category' }, ['', ''], ['', 'a'])).toEqual({
      names: ['c=<missing>'],
      rows: ['1', '0'],
    });
    await expect(encoded({}, ['', ''], [''])).rejects.toMatchObject({ code: 'PREPROCESSING_NOTHING_TO_FIT' });
  });
});
