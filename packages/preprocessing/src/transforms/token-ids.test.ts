import { encodeModel, GraphBuilder } from '@waymark/onnx';
import { describe, expect, it } from 'vitest';
import { emitPreprocessing } from '../emit-preprocessing.js';
import { fitPreprocessing } from '../fit-preprocessing.js';
import { schemaOf, tableOf } from '../testing/encode.js';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type TokenIdsOptions, tokenIds } from './token-ids.js';

const train = ['slow fiber slow', 'Fiber is  slow', '', 'høy regning'];

describe('tokenIds', () => {
  it('is plain JSON', () => {
    expect(tokenIds({ length: 8, maxTokens: 100 })).toEqual({ kind: 'tokenIds', length: 8, maxTokens: 100 });
  });

  it('learns ids by how frequent the tokens are, one for all spellings of one', () => {
    expect(fitColumn(tokenIds({ length: 2, maxTokens: 2 }), train)).toEqual({
      kind: 'tokenIds',
      length: 2,
      missing: ['', 'nan', 'None'],
      spellings: ['slow', 'Slow', 'SLOW', 'fiber', 'Fiber', 'FIBER'],
      ids: [2, 2, 2, 3, 3, 3],
    });
  });

  it('gives the first ids in their order: 1 for unknown, 0 for none', async () => {
    const rows = [' Slow  unseen HØY', '', '  ', 'is is slow fiber høy', 'nan', 'None'];
    const { featureNames, features } = await encodeColumn([tokenIds({ length: 4 })], { train, rows });
    expect(featureNames).toEqual(['x[0]', 'x[1]', 'x[2]', 'x[3]']);
    // slow 2, fiber 3, then høy 4, is 5 and regning 6, in code-unit order of h, i and r.
    expect(features).toEqual([
      [2, 1, 4, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [5, 5, 2, 3],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('knows no spelling that is neither usual nor in the training rows', async () => {
    const { features } = await encodeColumn([tokenIds({ length: 1 })], { train, rows: ['sLOW', 'SLOW'] });
    expect(features).toEqual([[1], [2]]);
    const cased = tokenIds({ length: 1, lowerCase: false });
    expect((await encodeColumn([cased], { train, rows: ['SLOW', 'slow'] })).features).toEqual([[1], [2]]);
  });

  it('gives a batch of empty texts zeros', async () => {
    const { features } = await encodeColumn([tokenIds({ length: 2 })], { train, rows: ['', ''] });
    expect(features).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('raises the opset of the graph to 20, and stays beside other columns', () => {
    const schema = schemaOf({ name: 'note', type: 'text' }, { name: 'title', type: 'text' });
    const spec = { note: [tokenIds({ length: 3 })], title: [tokenIds({ length: 2 })] };
    const fitted = fitPreprocessing(spec, schema, tableOf({ note: ['a b'], title: ['c'] }));
    const builder = new GraphBuilder({ name: 'encoder' });
    const { features } = emitPreprocessing(builder, fitted, schema);
    expect(features.shape).toEqual(['N', 5]);
    builder.output('features', features);
    expect(builder.build().opset).toBe(20);
    expect(encodeModel(builder.build()).length).toBeGreaterThan(0);
  });

  it.each<{ options: TokenIdsOptions; problem: string }>([
    { options: { length: 0 }, problem: 'x: length must be a whole number from 1; got 0' },
    { options: { length: 1, maxTokens: 1.5 }, problem: 'maxTokens must be a whole number from 1; got 1.5' },
    { options: { length: 1, maxTokens: 2 ** 24 }, problem: 'maxTokens must be at most 16777214' },
    { options: { length: 1, infrequentBelow: 0 }, problem: 'infrequentBelow must be a whole number from 1' },
  ])('refuses $options', ({ options, problem }) => {
    const error = errorOf(() => fitColumn(tokenIds(options), train));
    expect(error.code).toBe('PREPROCESSING_INVALID');
    expect(error.message).toContain(problem);
  });

  it('refuses text that the graph would split otherwise than people do', () => {
    const error = errorOf(() => fitColumn(tokenIds({ length: 1 }), ['a', 'b\nc']));
    expect(error.code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(error.message).toContain('x: the text of training row 2 has a tab or a line break');
  });

  it('refuses texts without a token', () => {
    const error = errorOf(() => fitColumn(tokenIds({ length: 1 }), ['', ' ']));
    expect(error.code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(error.message).toContain('x: the encoder finds no token');
  });
});
