/**
 * Text as the ids of its first tokens, for an Embedding (with maskZero, since 0 is no token): Keras' TextVectorization
 * with `output_mode='int'`. The ids are whole float32 numbers, as all features are; an exported Embedding casts them.
 * Tokens and their spellings: tokens.ts and vocabulary.ts.
 */

import type { GraphBuilder, Value } from '@waymark/onnx';
import { emitBlankedText, missingTexts } from './missing-text.js';
import { tokenProblem } from './tokens.js';
import type { Transform } from './transform.js';
import { countTexts } from './value-counts.js';
import { emitIds, firstId, learnTokens, type Vocabulary, vocabularyOf } from './vocabulary.js';

export interface TokenIdsOptions {
  /** How many ids a text has: longer ones are cut, shorter ones are filled up with 0 behind. */
  readonly length: number;
  /** How many tokens have an id, the most frequent ones. Default 10,000; an Embedding needs two more inputs. */
  readonly maxTokens?: number;
  /** Tokens that occur in fewer training rows have no id of their own. Default 1. */
  readonly infrequentBelow?: number;
  /** Whether 'Word', 'word' and 'WORD' are one token. Default true. */
  readonly lowerCase?: boolean;
}

export type TokenIdsSpec = { readonly kind: 'tokenIds' } & TokenIdsOptions;

export type FittedTokenIds = {
  readonly kind: 'tokenIds';
  readonly length: number;
  /** The texts that mean missing, and have no token. */
  readonly missing: readonly string[];
} & Vocabulary;

/**
 * Encodes text as the ids of its first tokens: 0 for none, 1 for an unknown one, then 2, 3 … by how frequent they are.
 *
 * @example
 * tokenIds({ length: 32 }); // => { kind: 'tokenIds', length: 32 }
 */
export function tokenIds(options: TokenIdsOptions): TokenIdsSpec {
  return { kind: 'tokenIds', ...options };
}

/** float32 holds every whole number up to here. */
const largestId = 2 ** 24;

export const tokenIdsTransform: Transform<TokenIdsSpec, FittedTokenIds> = {
  stages: () => ({ text: 'features' }),
  fillsMissing: true,

  check({ length, maxTokens = 10_000, infrequentBelow = 1 }) {
    const problems: string[] = [];
    for (const [name, count] of Object.entries({ length, maxTokens, infrequentBelow }))
      if (!Number.isInteger(count) || count < 1)
        problems.push(`${name} must be a whole number from 1; got ${count}`);
    if (maxTokens > largestId - firstId)
      problems.push(
        `maxTokens must be at most ${largestId - firstId}, so that float32 holds the ids; got ${maxTokens}`,
      );
    return problems;
  },

  fit({ length, maxTokens = 10_000, infrequentBelow = 1, lowerCase = true }, { schema, values }) {
    if (values instanceof Float64Array) throw new TypeError('stages lets text pass only');
    const problem = tokenProblem(values);
    if (problem !== undefined) return problem;
    const tokens = learnTokens(values, { maxTokens, infrequentBelow, lowerCase });
    if (tokens.length === 0) return 'the encoder finds no token';
    const missing = missingTexts(schema, new Set(countTexts(values).keys()));
    return { fitted: { kind: 'tokenIds', length, missing, ...vocabularyOf(tokens) }, values };
  },

  emit(builder, fitted, value) {
    const ids = emitIds(builder, fitted, emitBlankedText(builder, fitted.missing, value));
    return builder.add('Cast', [emitFirst(builder, ids, fitted.length)], { to: 'float32' }); // [N, length]
  },

  featureNames: ({ length }, column) => Array.from({ length }, (_, position) => `${column}[${position}]`),
};

/** int64 [N, W] → int64 [N, length]: the first ids, filled up with zeros. */
function emitFirst(builder: GraphBuilder, ids: Value, length: number): Value {
  const int64 = (...data: bigint[]) => builder.constant('int64', [data.length], BigInt64Array.from(data));
  const padded = builder.add('Pad', [ids, int64(0n, 0n, 0n, BigInt(length))]); // [N, W + length]
  const first = builder.add('Slice', [padded, int64(0n), int64(BigInt(length)), int64(1n), int64(1n)]);
  return builder.add('Reshape', [first, int64(0n, BigInt(length))]); // [N, length]
}
