/** Ops on text: splitting, and counting what a text is made of (onnx/docs/Operators.md). */

import { formatShape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';

export const textOps = {
  /**
   * Outputs: the pieces of each text on a new last axis, filled up with empty texts, and how many there are. Without a
   * `delimiter` it splits at runs of the space character; other white space stays inside of the pieces.
   */
  StringSplit: defineOp({
    domain: '',
    since: 20,
    inputs: ['T'],
    types: { T: ['string'] },
    attributes: { delimiter: 'string?' },
    infer: ({ input }) => {
      const { name, dtype, shape } = input(0);
      return [
        { dtype, shape: [...shape, `pieces(${name})`] },
        { dtype: 'int64', shape },
      ];
    },
  }),
  /**
   * How often each n-gram of a pool occurs in a row [N, T], here for n = 1 alone (the other attributes of the op say
   * so): weighted counts [N, pool]. onnxruntime refuses a batch without rows.
   */
  TfIdfVectorizer: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: ['string', 'int32', 'int64'] },
    attributes: {
      mode: 'string',
      min_gram_length: 'int',
      max_gram_length: 'int',
      max_skip_count: 'int',
      ngram_counts: 'ints',
      ngram_indexes: 'ints',
      pool_strings: 'strings?',
      pool_int64s: 'ints?',
      weights: 'floats?',
    },
    infer: ({ input, attributes: given }) => {
      const { dtype, shape } = input(0);
      const pool = (dtype === 'string' ? given.pool_strings : given.pool_int64s)?.length ?? 0;
      if (given.min_gram_length !== 1 || given.max_gram_length !== 1)
        throw new OpMismatch('the grams must have the length 1; longer ones are not in the table');
      if (pool === 0 || given.ngram_indexes.length !== pool || (given.weights?.length ?? pool) !== pool)
        throw new OpMismatch(
          `the pool must hold what the input does, ${dtype}, with an index and a weight each; got ${pool} entries`,
        );
      if (shape.length !== 2) throw new OpMismatch(`the input must be [N, T]; got ${formatShape(shape)}`);
      return { dtype: 'float32', shape: [shape[0] ?? 1, Math.max(...given.ngram_indexes) + 1] };
    },
  }),
};
