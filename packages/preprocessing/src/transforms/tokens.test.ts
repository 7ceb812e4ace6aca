import { encodeModel, GraphBuilder } from '@waymark/onnx';
import { describe, expect, it } from 'vitest';
import { runModel, Tensor } from '../testing/run-model.js';
import { emitTokens, tokenProblem, tokensOf } from './tokens.js';

const texts = [
  'a b',
  ' Fiber  is slow, slow!   Ærlig ',
  '',
  '   ',
  'no\u00a0break 全角\u3000space',
  'vertical\vtab line\nfeed',
];
const tokens = [
  ['a', 'b'],
  ['Fiber', 'is', 'slow,', 'slow!', 'Ærlig'],
  [],
  [],
  ['no\u00a0break', '全角\u3000space'],
  ['vertical\vtab', 'line\nfeed'],
];

describe('tokensOf', () => {
  it('splits at runs of spaces, and at nothing else', () => {
    expect(texts.map(tokensOf)).toEqual(tokens);
  });
});

describe('tokenProblem', () => {
  it('names the first row with white space that the graph does not split at', () => {
    expect(tokenProblem(['a b', ''])).toBeUndefined();
    expect(tokenProblem(['a b', 'c\r\nd', '\t'])).toContain('training row 2 has a tab or a line break');
  });
});

describe('emitTokens', () => {
  it('splits as tokensOf does, with empty texts behind', async () => {
    const builder = new GraphBuilder({ name: 'tokens' });
    builder.output('tokens', emitTokens(builder, builder.input('x', 'string', ['N'])));
    const graph = builder.build();
    expect(graph.opset).toBe(20);
    const outputs = await runModel(encodeModel(graph), { x: new Tensor('string', texts, [texts.length]) });
    const [rows = 0, width = 0] = outputs.tokens?.dims ?? [];
    const flat = Array.from(outputs.tokens?.data ?? [], String);
    const found = Array.from({ length: rows }, (_, row) => flat.slice(row * width, (row + 1) * width));
    expect(found.map((row) => row.filter((token) => token !== ''))).toEqual(tokens);
  });
});
