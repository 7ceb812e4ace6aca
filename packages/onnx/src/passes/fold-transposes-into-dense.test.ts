import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectCloseOutputs, opCounts } from '../testing/pass-agreement.js';
import { randomNumbers } from '../testing/random-numbers.js';
import { foldTransposesIntoDense } from './fold-transposes-into-dense.js';
import { removeDeadNodes } from './remove-dead-nodes.js';

/** x [N, 2, 3, 4], channels first, as the matrix [N, 24], channels last; then `build`. */
function flattened(build: (builder: GraphBuilder, columns: Value) => Value): Graph {
  const builder = new GraphBuilder({ name: 'dense' });
  const x = builder.input('x', 'float32', ['N', 2, 3, 4]);
  const last = builder.add('Transpose', [x], { perm: [0, 2, 3, 1] });
  builder.output('y', build(builder, builder.add('Flatten', [last])));
  return builder.build();
}

function weight(builder: GraphBuilder, ...shape: readonly number[]): Value {
  const count = shape.reduce((total, length) => total * length, 1);
  const next = randomNumbers(count);
  return builder.constant('float32', shape, Float32Array.from({ length: count }, next));
}

describe('foldTransposesIntoDense', () => {
  it('puts the rows of the kernel into the order of the elements', () => {
    const builder = new GraphBuilder({ name: 'rows' });
    const x = builder.input('x', 'float32', ['N', 2, 3]);
    const moved = builder.add('Transpose', [x], { perm: [0, 2, 1] }); // [N, 3, 2]
    const kernel = builder.constant('float32', [6, 1], Float32Array.of(0, 1, 2, 3, 4, 5));
    builder.output('y', builder.add('Gemm', [builder.add('Flatten', [moved]), kernel]));
    const { nodes, initializers } = removeDeadNodes(foldTransposesIntoDense(builder.build()));
    expect(nodes.map(({ op }) => op)).toEqual(['Flatten', 'Gemm']);
    // Element [c, w] of x was multiplied by row 2 w + c.
    expect(initializers.map(({ data }) => data)).toEqual([Float32Array.of(0, 2, 4, 1, 3, 5)]);
  });

  const folded: Readonly<Record<string, (builder: GraphBuilder, columns: Value) => Value>> = {
    'a Gemm': (b, x) => b.add('Gemm', [x, weight(b, 24, 5), weight(b, 5)]),
    'a Gemm with a transposed kernel': (b, x) => b.add('Gemm', [x, weight(b, 5, 24)], { transB: 1 }),
    'a MatMul': (b, x) => b.add('MatMul', [x, weight(b, 24, 5)]),
    'element-wise ops in between': (b, x) => {
      const gated = b.add('Mul', [x, b.add('Sigmoid', [x])]);
      const clipped = b.add('Clip', [gated, b.constant('float32', [], Float32Array.of(0)), weight(b)]);
      return b.add('Gemm', [b.add('Add', [clipped, weight(b, 1, 24)]), weight(b, 24, 5)]);
    },
    'several products': (b, x) => {
      b.output('z', b.add('Gemm', [b.add('Relu', [x]), weight(b, 24, 2)]));
      return b.add('Gemm', [x, weight(b, 24, 5)]);
    },
  };

  it.each(Object.entries(folded))('drops the Transpose in front of %s', async (_title, build) => {
    const graph = flattened(build);
    const smaller = foldTransposesIntoDense(graph);
    expect(opCounts(smaller)).not.toHaveProperty('Transpose');
    expect(smaller.nodes).toHaveLength(graph.nodes.length - 1);
    await expectCloseOutputs(graph, smaller);
  });

  it('takes a Reshape as a flattening', async () => {
    const builder = new GraphBuilder({ name: 'reshape' });
    const x = builder.input('x', 'float32', ['N', 2, 3]);
    const moved = builder.add('Transpose', [x], { perm: [0, 2, 1] });
    const shape = builder.constant('int64', [2], BigInt64Array.of(0n, 6n));
    builder.output(
      'y',
      builder.add('MatMul', [builder.add('Reshape', [moved, shape]), weight(builder, 6, 2)]),
    );
    const graph = builder.build();
    const smaller = foldTransposesIntoDense(graph);
    expect(opCounts(smaller)).toEqual({ Reshape: 1, MatMul: 1 });
    await expectCloseOutputs(graph, smaller);
  });

  const kept: Readonly<Record<string, (builder: GraphBuilder, columns: Value) => Value>> = {
    'the flattened values are a graph output': (b, x) => {
      b.output('z', x);
      return b.add('Gemm', [x, weight(b, 24, 5)]);
    },
    'an op in between mixes columns': (b, x) => b.add('Gemm', [b.add('Softmax', [x]), weight(b, 24, 5)]),
    'a second value with columns comes in': (b, x) =>
      b.add('Gemm', [b.add('Add', [x, b.input('w', 'float32', ['N', 24])]), weight(b, 24, 5)]),
    'the kernel is computed': (b, x) => b.add('MatMul', [x, b.input('w', 'float32', [24, 5])]),
    'another node needs the kernel': (b, x) => {
      const kernel = weight(b, 24, 24);
      b.output('z', b.add('MatMul', [b.input('w', 'float32', ['N', 24]), kernel]));
      return b.add('MatMul', [x, kernel]);
    },
  };

  it.each(Object.entries(kept))('keeps the Transpose where %s', (_title, build) => {
    const graph = flattened(build);
    expect(foldTransposesIntoDense(graph)).toBe(graph);
  });

  it('keeps the Transpose where the batch moves, or the length is not known', () => {
    const builder = new GraphBuilder({ name: 'open' });
    const moved = builder.add('Transpose', [builder.input('x', 'float32', [2, 3, 'N'])], { perm: [2, 1, 0] });
    builder.output('y', builder.add('Gemm', [builder.add('Flatten', [moved]), weight(builder, 6, 2)]));
    const open = builder.add('Transpose', [builder.input('w', 'float32', ['N', 'L', 3])], {
      perm: [0, 2, 1],
    });
    builder.output('z', builder.add('Gemm', [builder.add('Flatten', [open]), weight(builder, 6, 2)]));
    const graph = builder.build();
    expect(foldTransposesIntoDense(graph)).toBe(graph);
  });
});
