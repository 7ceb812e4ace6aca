/** For tests: cases of the ops that take text or look values up. */

import { integers, type OpCase, texts } from '../op-case.js';

export const textOpCases = {
  StringSplit: {
    build: (b) =>
      b.add('Reshape', [b.add('StringSplit', [texts(b, ' a  b ', 'c')]), integers(b, [2], 2n, 2n)]),
    data: ['a', 'b', 'c', ''],
    shape: [2, 2],
  },
  TfIdfVectorizer: {
    build: (b) =>
      b.add('TfIdfVectorizer', [integers(b, [2, 3], 7n, 5n, 7n, 0n, 9n, 0n)], {
        mode: 'TFIDF',
        min_gram_length: 1,
        max_gram_length: 1,
        max_skip_count: 0,
        ngram_counts: [0],
        ngram_indexes: [0, 1],
        pool_int64s: [5, 7],
        weights: [1, 1.5],
      }),
    data: Float32Array.of(1, 3, 0, 0),
    shape: [2, 2],
  },
  LabelEncoder: {
    build: (b) =>
      b.add('LabelEncoder', [texts(b, 'a', '', 'z')], {
        keys_strings: ['a', ''],
        values_int64s: [7, 8],
        default_int64: 9,
      }),
    data: BigInt64Array.of(7n, 8n, 9n),
    shape: [3],
  },
  OneHotEncoder: {
    build: (b) => b.add('OneHotEncoder', [integers(b, [3], 1n, 0n, 5n)], { cats_int64s: [0, 1], zeros: 1 }),
    data: Float32Array.of(0, 1, 1, 0, 0, 0),
    shape: [3, 2],
  },
} satisfies Readonly<Record<string, OpCase>>;
