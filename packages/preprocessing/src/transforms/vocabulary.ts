/**
 * The tokens that an encoder of text knows, as ids from 2: 0 stands for no token, 1 for one that is not known (the
 * convention of Keras' TextVectorization). Lower-casing is Unicode's, and is done when fitting: the graph looks up the
 * spellings themselves, since ONNX's StringNormalizer depends on the locales of the machine and on its C library.
 */

import type { TextColumn } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';
import { emitTokens, tokensOf } from './tokens.js';

export interface VocabularyOptions {
  /** How many tokens are known: the most frequent ones, of equals the first in code-unit order. */
  readonly maxTokens: number;
  /** Tokens that occur in fewer training rows than this are not known. */
  readonly infrequentBelow: number;
  /**
   * Whether spellings are one token. Known are then lower-case, Capitalised and UPPER-CASE, and those that training
   * rows have; another one, such as 'hELLO', is not. Without it each spelling is a token of its own.
   */
  readonly lowerCase: boolean;
}

export interface KnownToken {
  readonly token: string;
  /** In how many training rows it occurs. */
  readonly rows: number;
  /** How it may be spelled. */
  readonly spellings: readonly string[];
}

/** Spellings and their ids. */
export interface Vocabulary {
  readonly spellings: readonly string[];
  readonly ids: readonly number[];
}

export const firstId = 2;

interface Counted {
  count: number;
  rows: number;
  readonly seen: Set<string>;
}

/** The known tokens, the most frequent first. */
export function learnTokens(
  values: TextColumn,
  { maxTokens, infrequentBelow, lowerCase }: VocabularyOptions,
): readonly KnownToken[] {
  const counted = [...countTokens(values, lowerCase)].filter(([, { rows }]) => rows >= infrequentBelow);
  counted.sort(
    ([a, { count: countOfA }], [b, { count: countOfB }]) => countOfB - countOfA || (a < b ? -1 : 1),
  );
  return counted.slice(0, maxTokens).map(([token, { rows, seen }]) => ({
    token,
    rows,
    spellings: lowerCase ? spellingsOf(token, seen) : [token],
  }));
}

/** Gives `tokens` their ids, by position. */
export function vocabularyOf(tokens: readonly KnownToken[]): Vocabulary {
  const entries = tokens.flatMap(({ spellings }, i) =>
    spellings.map((spelling) => ({ spelling, id: i + firstId })),
  );
  return { spellings: entries.map(({ spelling }) => spelling), ids: entries.map(({ id }) => id) };
}

/** string [N] → int64 [N, W]: the id of each token, with 0 behind them. */
export function emitIds(builder: GraphBuilder, { spellings, ids }: Vocabulary, value: Value): Value {
  return builder.add('LabelEncoder', [emitTokens(builder, value)], {
    keys_strings: ['', ...spellings],
    values_int64s: [0, ...ids],
    default_int64: 1,
  });
}

function countTokens(values: TextColumn, lowerCase: boolean): ReadonlyMap<string, Counted> {
  const counts = new Map<string, Counted>();
  for (const text of values) {
    const ofRow = new Set<string>();
    for (const spelling of tokensOf(text)) {
      const token = lowerCase ? spelling.toLowerCase() : spelling;
      const counted = counts.get(token) ?? { count: 0, rows: 0, seen: new Set() };
      counted.count += 1;
      if (!ofRow.has(token)) counted.rows += 1;
      counted.seen.add(spelling);
      ofRow.add(token);
      counts.set(token, counted);
    }
  }
  return counts;
}

/** No spelling of one token is one of another: each becomes its token when it is lower-cased. */
function spellingsOf(token: string, seen: ReadonlySet<string>): readonly string[] {
  const [first = '', ...rest] = token;
  const usual = [token, first.toUpperCase() + rest.join(''), token.toUpperCase()];
  return [...new Set([...usual, ...[...seen].sort()])].filter((spelling) => spelling.toLowerCase() === token);
}
