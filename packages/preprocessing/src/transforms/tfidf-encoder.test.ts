/** Expected values: scikit-learn 1.9.1, TfidfVectorizer(token_pattern=r'\S+') with the options beside them. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type TfidfEncoderOptions, tfidfEncoder } from './tfidf-encoder.js';

const train = [
  'Fiber is slow  and SLOW',
  'Regningen var høy, HØY! Ikke ΣΑΣ',
  '',
  'slow fiber',
  'Ikke høy, pris Ærlig',
];
const rows = ['SLOW slow Fiber unseen', '', 'ikke  HØY, ærlig σας ΣΑΣ', 'zzz'];

/** The weights are float32 inside of the op: 7 digits. */
const digits = 6;

function expectRows(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [row, values] of expected.entries())
    for (const [column, value] of values.entries()) expect(actual[row]?.[column]).toBeCloseTo(value, digits);
}

describe('tfidfEncoder', () => {
  it('is plain JSON', () => {
    expect(tfidfEncoder()).toEqual({ kind: 'tfidfEncoder' });
    expect(tfidfEncoder({ maxTokens: 500 })).toEqual({ kind: 'tfidfEncoder', maxTokens: 500 });
  });

  it('weighs tokens as scikit-learn does, beyond ASCII too', async () => {
    const { featureNames, features } = await encodeColumn([tfidfEncoder()], { train, rows });
    expect(featureNames).toEqual(
      ['and', 'fiber', 'høy!', 'høy,', 'ikke', 'is', 'pris', 'regningen', 'slow', 'var', 'ærlig', 'σας'].map(
        (token) => `x=${token}`,
      ),
    );
    expectRows(features, [
      [0, 0.4472136, 0, 0, 0, 0, 0, 0, 0.89442719, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0.32138758, 0.32138758, 0, 0, 0, 0, 0, 0.39835162, 0.79670323],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it.each<{ options: TfidfEncoderOptions; sklearn: string; tokens: string[]; expected: number[][] }>([
    {
      options: { infrequentBelow: 2 },
      sklearn: 'min_df=2',
      tokens: ['fiber', 'høy,', 'ikke', 'slow'],
      expected: [
        [0.4472136, 0, 0, 0.89442719],
        [0, 0, 0, 0],
        [0, Math.SQRT1_2, Math.SQRT1_2, 0],
        [0, 0, 0, 0],
      ],
    },
    {
      options: { infrequentBelow: 2, lowerCase: false },
      sklearn: 'min_df=2, lowercase=False',
      tokens: ['Ikke', 'høy,', 'slow'],
      expected: [
        [0, 0, 1],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    },
  ])('agrees with $sklearn', async ({ options, tokens, expected }) => {
    const { featureNames, features } = await encodeColumn([tfidfEncoder(options)], { train, rows });
    expect(featureNames).toEqual(tokens.map((token) => `x=${token}`));
    expectRows(features, expected);
  });

  it('keeps the most frequent tokens', () => {
    expect(fitColumn(tfidfEncoder({ maxTokens: 2 }), ['b c', 'b c c', 'a'])).toMatchObject({
      tokens: ['b', 'c'],
      // ln((1 + 3) / (1 + 2)) + 1
      weights: [1.2876820724517808, 1.2876820724517808],
    });
  });

  it('gives missing text and a batch of empty texts zeros', async () => {
    const { features } = await encodeColumn([tfidfEncoder()], { train: ['nan is', 'a'], rows: ['', 'nan'] });
    expect(features).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it.each<{ options: TfidfEncoderOptions; problem: string }>([
    { options: { maxTokens: 0 }, problem: 'x: maxTokens must be a whole number from 1; got 0' },
    {
      options: { infrequentBelow: 0.5 },
      problem: 'x: infrequentBelow must be a whole number from 1; got 0.5',
    },
  ])('refuses $options', ({ options, problem }) => {
    const error = errorOf(() => fitColumn(tfidfEncoder(options), train));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain(problem);
  });

  it('refuses texts without a token that is frequent enough', () => {
    const error = errorOf(() => fitColumn(tfidfEncoder({ infrequentBelow: 2 }), ['a', 'b']));
    expect(error.code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(error.message).toContain('x: the encoder finds no token');
  });
});
