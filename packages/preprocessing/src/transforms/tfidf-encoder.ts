/**
 * Text as the weights of its tokens: scikit-learn's TfidfVectorizer(token_pattern=r'\S+') with its defaults, smooth_idf
 * and the norm l2. Tokens and their spellings: tokens.ts and vocabulary.ts. The weights are float32 inside of ONNX's op.
 * Longer n-grams are left out. onnxruntime's op takes no batch without rows.
 */

import { emitBlankedText, missingTexts } from './missing-text.js';
import { tokenProblem } from './tokens.js';
import type { Transform } from './transform.js';
import { countTexts } from './value-counts.js';
import { emitIds, firstId, learnTokens, type Vocabulary, vocabularyOf } from './vocabulary.js';

export interface TfidfEncoderOptions {
  /** How many tokens have a column, the most frequent ones. Default 1,000. */
  readonly maxTokens?: number;
  /** Tokens that occur in fewer training rows have none. Default 1. */
  readonly infrequentBelow?: number;
  /** Whether 'Word', 'word' and 'WORD' are one token. Default true. */
  readonly lowerCase?: boolean;
}

export type TfidfEncoderSpec = { readonly kind: 'tfidfEncoder' } & TfidfEncoderOptions;

export type FittedTfidfEncoder = {
  readonly kind: 'tfidfEncoder';
  /** What the columns stand for, in code-unit order. */
  readonly tokens: readonly string[];
  /** The inverse document frequency of each of `tokens`. */
  readonly weights: readonly number[];
  /** The texts that mean missing, and have no token. */
  readonly missing: readonly string[];
} & Vocabulary;

/**
 * Encodes text as one column a token: how often it occurs, weighted by how rare it is, a row of length 1. Missing text
 * and text without a known token is a row of zeros.
 *
 * @example
 * tfidfEncoder({ maxTokens: 500 }); // => { kind: 'tfidfEncoder', maxTokens: 500 }
 */
export function tfidfEncoder(options: TfidfEncoderOptions = {}): TfidfEncoderSpec {
  return { kind: 'tfidfEncoder', ...options };
}

export const tfidfEncoderTransform: Transform<TfidfEncoderSpec, FittedTfidfEncoder> = {
  stages: () => ({ text: 'features' }),
  fillsMissing: true,

  check({ maxTokens = 1000, infrequentBelow = 1 }) {
    return Object.entries({ maxTokens, infrequentBelow })
      .filter(([, count]) => !Number.isInteger(count) || count < 1)
      .map(([name, count]) => `${name} must be a whole number from 1; got ${count}`);
  },

  fit({ maxTokens = 1000, infrequentBelow = 1, lowerCase = true }, { schema, values }) {
    if (values instanceof Float64Array) throw new TypeError('stages lets text pass only');
    const problem = tokenProblem(values);
    if (problem !== undefined) return problem;
    const frequent = learnTokens(values, { maxTokens, infrequentBelow, lowerCase });
    if (frequent.length === 0) return 'the encoder finds no token';
    const known = frequent.toSorted((a, b) => (a.token < b.token ? -1 : 1));
    const fitted: FittedTfidfEncoder = {
      kind: 'tfidfEncoder',
      tokens: known.map(({ token }) => token),
      // As if one more row had every token, so that none is in no row.
      weights: known.map(({ rows }) => Math.log((1 + values.length) / (1 + rows)) + 1),
      missing: missingTexts(schema, new Set(countTexts(values).keys())),
      ...vocabularyOf(known),
    };
    return { fitted, values };
  },

  emit(builder, fitted, value) {
    const { tokens, weights, missing } = fitted;
    const ids = emitIds(builder, fitted, emitBlankedText(builder, missing, value));
    const oneMore = builder.constant('int64', [4], BigInt64Array.of(0n, 0n, 0n, 1n));
    // A batch without any token would have no column.
    const counts = builder.add('TfIdfVectorizer', [builder.add('Pad', [ids, oneMore])], {
      mode: 'TFIDF',
      min_gram_length: 1,
      max_gram_length: 1,
      max_skip_count: 0,
      ngram_counts: [0],
      ngram_indexes: [...tokens.keys()],
      pool_int64s: tokens.map((_, i) => i + firstId),
      weights,
    });
    return builder.add('LpNormalization', [counts], { axis: 1, p: 2 }); // [N, tokens]
  },

  featureNames: ({ tokens }, column) => tokens.map((token) => `${column}=${token}`),
};
