import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { expectCloseOutputs, opCounts } from '../testing/pass-agreement.js';
import { randomNumbers } from '../testing/random-numbers.js';
import { foldAffineIntoWeights } from './fold-affine-into-weights.js';

type Build = (builder: GraphBuilder) => Value;

function graphOf(build: Build): Graph {
  const builder = new GraphBuilder({ name: 'fold' });
  builder.output('y', build(builder));
  return builder.build();
}

const image = (builder: GraphBuilder): Value => builder.input('x', 'float32', ['N', 2, 5, 5]);
const rows = (builder: GraphBuilder): Value => builder.input('x', 'float32', ['N', 4]);

/** Numbers from -1 to 1. */
function weight(builder: GraphBuilder, ...shape: readonly number[]): Value {
  const count = shape.reduce((total, length) => total * length, 1);
  const next = randomNumbers(count);
  return builder.constant('float32', shape, Float32Array.from({ length: count }, next));
}

/** (x - mean) · factor + beta, as batchNormalization is exported; `shape` is that of its constants. */
function normalised(builder: GraphBuilder, x: Value, shape: readonly number[]): Value {
  const centred = builder.add('Sub', [x, weight(builder, ...shape)]);
  const scaled = builder.add('Mul', [centred, weight(builder, ...shape)]);
  return builder.add('Add', [scaled, weight(builder, ...shape)]);
}

const behind: Readonly<Record<string, { readonly build: Build; readonly counts: object }>> = {
  'a Conv': {
    build: (b) => normalised(b, b.add('Conv', [image(b), weight(b, 3, 2, 3, 3), weight(b, 3)]), [3, 1, 1]),
    counts: { Conv: 1 },
  },
  'a Conv in groups, without a bias': {
    build: (b) =>
      normalised(
        b,
        b.add('Conv', [image(b), weight(b, 4, 1, 3, 3)], { group: 2, pads: [1, 1, 1, 1] }),
        [1, 4, 1, 1],
      ),
    counts: { Conv: 1 },
  },
  'a ConvTranspose': {
    build: (b) =>
      normalised(
        b,
        b.add('ConvTranspose', [image(b), weight(b, 2, 3, 2, 2), weight(b, 3)], { strides: [2, 2] }),
        [3, 1, 1],
      ),
    counts: { ConvTranspose: 1 },
  },
  'a Gemm': {
    build: (b) => normalised(b, b.add('Gemm', [rows(b), weight(b, 4, 3), weight(b, 3)]), [3]),
    counts: { Gemm: 1 },
  },
  'a Gemm with a transposed kernel': {
    build: (b) => normalised(b, b.add('Gemm', [rows(b), weight(b, 3, 4), weight(b, 1)], { transB: 1 }), [3]),
    counts: { Gemm: 1 },
  },
  'a MatMul and its bias': {
    build: (b) => {
      const x = b.input('x', 'float32', ['N', 5, 4]);
      return normalised(b, b.add('Add', [b.add('MatMul', [x, weight(b, 4, 3)]), weight(b, 3)]), [3]);
    },
    counts: { MatMul: 1, Add: 1 },
  },
  'a MatMul, as one factor for all': {
    build: (b) => b.add('Mul', [b.add('MatMul', [rows(b), weight(b, 4, 3)]), weight(b, 1)]),
    counts: { MatMul: 1 },
  },
};

const before: Readonly<Record<string, { readonly build: Build; readonly counts: object }>> = {
  'a Gemm': {
    build: (b) =>
      b.add('Gemm', [normalised(b, b.add('Tanh', [rows(b)]), [4]), weight(b, 4, 3), weight(b, 3)]),
    counts: { Tanh: 1, Gemm: 1 },
  },
  'a Gemm with a transposed kernel, without a bias': {
    build: (b) => b.add('Gemm', [normalised(b, rows(b), [4]), weight(b, 3, 4)], { transB: 1 }),
    counts: { Gemm: 1 },
  },
  'a MatMul': {
    build: (b) => b.add('MatMul', [normalised(b, rows(b), [4]), weight(b, 4, 3)]),
    counts: { MatMul: 1, Add: 1 },
  },
};

describe('foldAffineIntoWeights', () => {
  it.each(Object.entries(behind))('folds what is behind %s', async (_title, { build, counts }) => {
    const graph = graphOf(build);
    const folded = foldAffineIntoWeights(graph);
    expect(opCounts(folded)).toEqual(counts);
    await expectCloseOutputs(graph, folded);
  });

  it.each(Object.entries(before))('folds what is before %s', async (_title, { build, counts }) => {
    const graph = graphOf(build);
    const folded = foldAffineIntoWeights(graph);
    expect(opCounts(folded)).toEqual(counts);
    await expectCloseOutputs(graph, folded);
  });

  it('works in float64 and rounds once', () => {
    const graph = graphOf((b) => {
      const product = b.add('Gemm', [
        b.input('x', 'float32', ['N', 1]),
        b.constant('float32', [1, 1], Float32Array.of(3)),
      ]);
      const scaled = b.add('Mul', [product, b.constant('float32', [1], Float32Array.of(0.1))]);
      return b.add('Add', [scaled, b.constant('float32', [1], Float32Array.of(2))]);
    });
    const { nodes, initializers } = foldAffineIntoWeights(graph);
    const [, kernel, bias] = nodes[0]?.inputs ?? [];
    const dataOf = (value: Value | undefined) => initializers.find(({ name }) => name === value?.name)?.data;
    // np.float32(3 * np.float64(np.float32(0.1)))
    expect(dataOf(kernel)).toEqual(Float32Array.of(0.30000001192092896));
    expect(dataOf(bias)).toEqual(Float32Array.of(2));
    expect(nodes[0]?.outputs[0]?.name).toBe('y');
  });

  it('gives what lies between two products to the first', async () => {
    const graph = graphOf((b) => {
      const first = normalised(b, b.add('Gemm', [rows(b), weight(b, 4, 3)]), [3]);
      return b.add('Gemm', [first, weight(b, 3, 2)]);
    });
    const folded = foldAffineIntoWeights(graph);
    expect(folded.nodes.map(({ inputs }) => inputs.length)).toEqual([3, 2]);
    await expectCloseOutputs(graph, folded);
  });

  it('leaves a large mean in front of a product, and folds the rest', async () => {
    const graph = graphOf((b) => {
      const centred = b.add('Sub', [rows(b), b.constant('float32', [1], Float32Array.of(1e5))]);
      const scaled = b.add('Mul', [centred, weight(b, 4)]);
      return b.add('Gemm', [scaled, weight(b, 4, 3)]);
    });
    const folded = foldAffineIntoWeights(graph);
    expect(opCounts(folded)).toEqual({ Sub: 1, Gemm: 1 });
    await expectCloseOutputs(graph, folded);
  });

  const kept: Readonly<Record<string, Build>> = {
    'a product with a second reader': (b) => {
      const product = b.add('Gemm', [rows(b), weight(b, 4, 3)]);
      b.output('z', b.add('Relu', [product]));
      return b.add('Mul', [product, weight(b, 3)]);
    },
    'a product that is a graph output': (b) => {
      const product = b.add('Gemm', [rows(b), weight(b, 4, 3)]);
      b.output('z', product);
      return b.add('Mul', [product, weight(b, 3)]);
    },
    'a kernel that two products read': (b) => {
      const kernel = weight(b, 4, 4);
      const first = b.add('Mul', [b.add('Gemm', [rows(b), kernel]), weight(b, 4)]);
      return b.add('Gemm', [b.add('Relu', [first]), kernel]);
    },
    'a kernel that is computed': (b) => {
      const x = b.input('x', 'float32', [4, 4]);
      return b.add('Mul', [b.add('MatMul', [x, x]), weight(b, 1)]);
    },
    'a bias for each row': (b) => {
      const x = b.input('x', 'float32', [2, 4]);
      return b.add('Mul', [b.add('Gemm', [x, weight(b, 4, 3), weight(b, 2, 1)]), weight(b, 3)]);
    },
    'constants that differ within a channel': (b) =>
      b.add('Mul', [b.add('Conv', [image(b), weight(b, 3, 2, 3, 3)]), weight(b, 3, 3)]),
    'constants in front of a Conv, whose padding has no shift': (b) =>
      b.add('Conv', [normalised(b, image(b), [2, 1, 1]), weight(b, 3, 2, 3, 3)], { pads: [1, 1, 1, 1] }),
    'a bias behind a MatMul, which takes none': (b) =>
      b.add('Add', [b.add('MatMul', [rows(b), weight(b, 4, 3)]), weight(b, 3)]),
    'a mean that is large beside its factor': (b) => {
      const product = b.add('Gemm', [rows(b), weight(b, 4, 3)]);
      const centred = b.add('Sub', [product, b.constant('float32', [1], Float32Array.of(1e5))]);
      return b.add('Mul', [centred, b.constant('float32', [1], Float32Array.of(0.5))]);
    },
    'what would become infinite': (b) =>
      b.add('Mul', [
        b.add('Gemm', [rows(b), b.constant('float32', [4, 1], new Float32Array(4).fill(1e30))]),
        b.constant('float32', [1], Float32Array.of(1e30)),
      ]),
  };

  it.each(Object.entries(kept))('leaves %s', (_title, build) => {
    const graph = graphOf(build);
    expect(foldAffineIntoWeights(graph)).toBe(graph);
  });
});
