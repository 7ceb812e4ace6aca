import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectSameBits, opCounts } from '../testing/pass-agreement.js';
import { foldConstants } from './fold-constants.js';

/** x [N, ...] + what `build` makes of constants. */
function sumWith(build: (builder: GraphBuilder) => Value): Graph {
  const builder = new GraphBuilder({ name: 'sum' });
  const made = build(builder);
  const x = builder.input('x', 'float32', ['N', ...made.shape]);
  builder.output('y', builder.add('Add', [x, made]));
  return builder.build();
}

const floats = (builder: GraphBuilder, shape: readonly number[], ...data: readonly number[]): Value =>
  builder.constant('float32', shape, Float32Array.from(data));
const integers = (builder: GraphBuilder, ...data: readonly bigint[]): Value =>
  builder.constant('int64', [data.length], BigInt64Array.from(data));
const matrix = (builder: GraphBuilder): Value => floats(builder, [2, 3], 0, 1, 2, 3, 4, 5);

describe('foldConstants', () => {
  const cases: Readonly<Record<string, (builder: GraphBuilder) => Value>> = {
    Identity: (b) => b.add('Identity', [matrix(b)]),
    Transpose: (b) => b.add('Transpose', [matrix(b)], { perm: [1, 0] }),
    Reshape: (b) => b.add('Reshape', [matrix(b), integers(b, 3n, -1n)]),
    Flatten: (b) => b.add('Flatten', [matrix(b)], { axis: 0 }),
    Unsqueeze: (b) => b.add('Unsqueeze', [matrix(b), integers(b, 1n)]),
    Squeeze: (b) => b.add('Squeeze', [floats(b, [1, 2], 3, 4), integers(b, 0n)]),
    Cast: (b) =>
      b.add('Cast', [b.constant('float64', [2], Float64Array.of(0.1, 2 ** 24 + 1))], { to: 'float32' }),
    'Concat of rows': (b) => b.add('Concat', [matrix(b), floats(b, [1, 3], 7, 8, 9)], { axis: 0 }),
    'Concat of columns': (b) => b.add('Concat', [matrix(b), floats(b, [2, 1], 7, 8)], { axis: -1 }),
    Slice: (b) =>
      b.add('Slice', [matrix(b), integers(b, 0n), integers(b, -1n), integers(b, 1n), integers(b, 1n)]),
    'Slice backwards': (b) =>
      b.add('Slice', [
        matrix(b),
        integers(b, -1n, 1n),
        integers(b, -(2n ** 63n), 2n),
        integers(b, -1n, 0n),
        integers(b, -2n, 1n),
      ]),
    Add: (b) => b.add('Add', [matrix(b), floats(b, [3], 0.1, 1e8, -1)]),
    Sub: (b) => b.add('Sub', [matrix(b), floats(b, [2, 1], 0.1, 1e8)]),
    Mul: (b) => b.add('Mul', [matrix(b), floats(b, [], 0.1)]),
    Div: (b) => b.add('Div', [matrix(b), floats(b, [3], 3, 0.7, -1e-3)]),
  };

  it.each(Object.entries(cases))('stores what %s gives, to the bit', async (_title, build) => {
    const graph = sumWith(build);
    const folded = foldConstants(graph);
    expect(opCounts(folded)).toEqual({ Add: 1 });
    await expectSameBits(graph, folded);
  });

  it('goes on with what it has folded', async () => {
    const graph = sumWith((b) => {
      const moved = b.add('Transpose', [matrix(b)], { perm: [1, 0] });
      return b.add('Reshape', [b.add('Mul', [moved, moved]), integers(b, 6n)]);
    });
    const folded = foldConstants(graph);
    expect(folded.nodes).toHaveLength(1);
    await expectSameBits(graph, folded);
  });

  it('does not make the file larger', () => {
    const outer = sumWith((b) =>
      b.add('Add', [
        b.constant('float32', [1, 100], new Float32Array(100)),
        b.constant('float32', [100, 1], new Float32Array(100)),
      ]),
    );
    expect(foldConstants(outer)).toBe(outer);
    const vast = sumWith((b) =>
      b.add('Add', [
        b.constant('float32', [1, 1e6], new Float32Array(1e6)),
        b.constant('float32', [1e6, 1], new Float32Array(1e6)),
      ]),
    );
    expect(foldConstants(vast)).toBe(vast);
    const repeated = sumWith((b) => b.add('Expand', [floats(b, [1], 1), integers(b, 100n)]));
    expect(foldConstants(repeated)).toBe(repeated);
    // Half as many bytes stay float64 when something else reads them too.
    const builder = new GraphBuilder({ name: 'shared' });
    const wide = builder.constant('float64', [100], new Float64Array(100));
    builder.output(
      'y',
      builder.add('Add', [
        builder.add('Cast', [wide], { to: 'float32' }),
        builder.input('x', 'float32', ['N']),
      ]),
    );
    builder.output('z', builder.add('Add', [wide, builder.input('w', 'float64', ['N'])]));
    const shared = builder.build();
    expect(foldConstants(shared)).toBe(shared);
  });

  it('leaves graph outputs to be computed, and what is not known before', () => {
    const builder = new GraphBuilder({ name: 'output' });
    builder.output('y', builder.add('Identity', [matrix(builder)]));
    builder.output('z', builder.add('Relu', [builder.input('x', 'float32', ['N'])]));
    builder.output('power', builder.add('Tanh', [builder.add('Pow', [matrix(builder), matrix(builder)])]));
    const graph = builder.build();
    expect(foldConstants(graph)).toBe(graph);
  });
});
