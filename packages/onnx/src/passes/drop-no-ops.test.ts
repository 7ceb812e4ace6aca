import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectSameBits, opCounts } from '../testing/pass-agreement.js';
import { dropNoOps } from './drop-no-ops.js';

/** Tanh(what `build` makes of x [N, 3]). */
function tanhOf(build: (builder: GraphBuilder, x: Value) => Value): Graph {
  const builder = new GraphBuilder({ name: 'no-op' });
  const x = builder.input('x', 'float32', ['N', 3]);
  builder.output('y', builder.add('Tanh', [build(builder, x)]));
  return builder.build();
}

const floats = (builder: GraphBuilder, ...data: readonly number[]): Value =>
  builder.constant('float32', [data.length], Float32Array.from(data));
const integers = (builder: GraphBuilder, ...data: readonly bigint[]): Value =>
  builder.constant('int64', [data.length], BigInt64Array.from(data));

describe('dropNoOps', () => {
  const noOps: Readonly<Record<string, (builder: GraphBuilder, x: Value) => Value>> = {
    Identity: (b, x) => b.add('Identity', [x]),
    'Cast to the same dtype': (b, x) => b.add('Cast', [x], { to: 'float32' }),
    'Flatten of a matrix': (b, x) => b.add('Flatten', [x]),
    'Reshape to the same shape': (b, x) => b.add('Reshape', [x, integers(b, 0n, 3n)]),
    'Expand to the same shape': (b, x) => b.add('Expand', [x, integers(b, 1n, 3n)]),
    'Transpose that moves nothing': (b, x) => b.add('Transpose', [x], { perm: [0, 1] }),
    'Pad with nothing': (b, x) => b.add('Pad', [x, integers(b, 0n, 0n, 0n, 0n)]),
    'Concat of one': (b, x) => b.add('Concat', [x], { axis: 1 }),
    'x + 0': (b, x) => b.add('Add', [x, floats(b, 0)]),
    '0 + x': (b, x) => b.add('Add', [floats(b, 0, 0, 0), x]),
    'x - 0': (b, x) => b.add('Sub', [x, floats(b, 0)]),
    'x · 1': (b, x) => b.add('Mul', [x, floats(b, 1, 1, 1)]),
    '1 · x': (b, x) => b.add('Mul', [floats(b, 1), x]),
    'x / 1': (b, x) => b.add('Div', [x, floats(b, 1)]),
  };

  it.each(Object.entries(noOps))('drops %s', async (_title, build) => {
    const graph = tanhOf(build);
    const smaller = dropNoOps(graph);
    expect(opCounts(smaller)).toEqual({ Tanh: 1 });
    await expectSameBits(graph, smaller);
  });

  const others: Readonly<Record<string, (builder: GraphBuilder, x: Value) => Value>> = {
    '0 - x': (b, x) => b.add('Sub', [floats(b, 0), x]),
    '1 / x': (b, x) => b.add('Div', [floats(b, 1), x]),
    'x · 0': (b, x) => b.add('Mul', [x, floats(b, 0)]),
    'x · [1, 1, 2]': (b, x) => b.add('Mul', [x, floats(b, 1, 1, 2)]),
    'a sum that is larger than x': (b, x) =>
      b.add('Add', [x, b.constant('float32', [1, 1, 3], new Float32Array(3))]),
    'Reshape to another shape': (b, x) => b.add('Reshape', [x, integers(b, 3n, -1n)]),
    'Pad with something': (b, x) => b.add('Pad', [x, integers(b, 0n, 1n, 0n, 0n)]),
  };

  it.each(Object.entries(others))('keeps %s', (_title, build) => {
    const graph = tanhOf(build);
    expect(dropNoOps(graph)).toBe(graph);
  });

  it('keeps the names of graph outputs', async () => {
    const builder = new GraphBuilder({ name: 'outputs' });
    const x = builder.input('x', 'float32', ['N', 3]);
    const relu = builder.add('Relu', [x]);
    builder.output('same', x);
    builder.output('first', builder.add('Identity', [relu]));
    builder.output('second', builder.add('Identity', [relu]));
    const graph = builder.build();
    const smaller = dropNoOps(graph);
    // The input cannot change its name, and one value cannot have two.
    expect(smaller.nodes.map(({ op, outputs }) => `${op} ${outputs[0]?.name}`)).toEqual([
      'Relu first',
      'Identity same',
      'Identity second',
    ]);
    await expectSameBits(graph, smaller);
    expect(dropNoOps(smaller)).toBe(smaller);
  });

  it('keeps a Reshape before a Resize, which holds transposes back', () => {
    const builder = new GraphBuilder({ name: 'no-op' });
    const x = builder.input('x', 'float32', ['N', 1, 2, 2]);
    const same = builder.add('Reshape', [x, integers(builder, 0n, 0n, 0n, 0n)]);
    const scales = floats(builder, 1, 1, 2, 2);
    const mode = { mode: 'linear', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    builder.output('y', builder.add('Resize', [same, undefined, scales], mode));
    expect(opCounts(dropNoOps(builder.build()))).toEqual({ Reshape: 1, Resize: 1 });
  });
});
