import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { errorOf } from '../testing/error-of.js';
import { runModel, Tensor } from '../testing/run-model.js';

const counting = {
  mode: 'TF',
  min_gram_length: 1,
  max_gram_length: 1,
  max_skip_count: 0,
  ngram_counts: [0],
} as const;

describe('StringSplit', () => {
  it('splits at runs of the space character alone, or at every delimiter', async () => {
    const builder = new GraphBuilder({ name: 'split' });
    const x = builder.input('x', 'string', ['N']);
    const [words, counts] = builder.addAll('StringSplit', [x]);
    const [parts] = builder.addAll('StringSplit', [x], { delimiter: '\t' });
    for (const [name, value] of Object.entries({ words, counts, parts }))
      if (value !== undefined) builder.output(name, value);
    const outputs = await runModel(encodeModel(builder.build()), {
      x: new Tensor('string', [' a  b', 'c\t\td', ''], [3]),
    });
    expect(outputs.words?.data).toEqual(['a', 'b', 'c\t\td', '', '', '']);
    expect(outputs.counts?.data).toEqual(BigInt64Array.of(2n, 1n, 0n));
    expect(outputs.parts?.data).toEqual([' a  b', '', '', 'c', '', 'd', '', '', '']);
  });

  it('gives pieces whose number is known only when the graph runs', () => {
    const builder = new GraphBuilder({ name: 'split' });
    const words = builder.add('StringSplit', [builder.input('x', 'string', ['N'])]);
    expect(words).toMatchObject({ dtype: 'string', shape: ['N', 'pieces(x)'] });
  });

  it('raises the opset of its graph, or is refused where the opset is given', () => {
    const builder = new GraphBuilder({ name: 'split' });
    builder.output('words', builder.add('StringSplit', [builder.input('x', 'string', ['N'])]));
    expect(builder.build().opset).toBe(20);
    const old = new GraphBuilder({ name: 'old', opset: 17 });
    const error = errorOf(() => old.add('StringSplit', [old.input('x', 'string', ['N'])]));
    expect(error.code).toBe('ONNX_NODE_INVALID');
    expect(error.message).toContain('it exists from opset 20 on; the graph has 17');
  });
});

describe('TfIdfVectorizer', () => {
  const reasonOf = (call: (builder: GraphBuilder) => unknown): string =>
    errorOf(() => call(new GraphBuilder({ name: 'count' }))).message;

  it('refuses longer grams, a pool of another dtype, and an input that is no matrix', () => {
    const ids = (builder: GraphBuilder) => builder.input('ids', 'int64', ['N', 'T']);
    expect(
      reasonOf((b) =>
        b.add('TfIdfVectorizer', [ids(b)], {
          ...counting,
          max_gram_length: 2,
          ngram_indexes: [0],
          pool_int64s: [1],
        }),
      ),
    ).toContain('the grams must have the length 1');
    expect(
      reasonOf((b) =>
        b.add('TfIdfVectorizer', [ids(b)], { ...counting, ngram_indexes: [0], pool_strings: ['a'] }),
      ),
    ).toContain('the pool must hold what the input does, int64');
    expect(
      reasonOf((b) =>
        b.add('TfIdfVectorizer', [b.input('ids', 'int64', ['T'])], {
          ...counting,
          ngram_indexes: [0],
          pool_int64s: [1],
        }),
      ),
    ).toContain('the input must be [N, T]; got [T]');
  });
});
