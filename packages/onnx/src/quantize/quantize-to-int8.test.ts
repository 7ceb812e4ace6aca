/** Expected outputs of quantised graphs: quantize_dynamic and InferenceSession of onnxruntime 1.31 in Python. */

import { describe, expect, it } from 'vitest';
import type { Graph, Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { readModel } from '../reader/read-model.js';
import { float32 } from '../testing/op-case.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { quantizeToInt8 } from './quantize-to-int8.js';

/** Sums of float32 products that Python's and Node's build may take in another order. */
const digits = 5;

const matrix = [0.8, -0.05, 0.3, -0.33, 0.02, -0.9, 0.111, 0.05, 0.6, -0.7, 0.013, 0.44];
const rows = new Tensor('float32', Float32Array.of(1, 2, -3, 0.5, 0.1, -0.2, 0.7, 2), [2, 4]);
const products = [
  -0.5443627834320068, -0.15260417759418488, -3.0965075492858887, -1.1784313917160034, 0.052971817553043365,
  1.504136085510254,
];

function graphOf(
  append: (builder: GraphBuilder, x: Value) => Value,
  shape: Value['shape'] = ['N', 4],
): Graph {
  const builder = new GraphBuilder({ name: 'quantise' });
  builder.output('y', append(builder, builder.input('x', 'float32', shape)));
  return builder.build();
}

function opsOf({ nodes }: Graph): readonly string[] {
  return nodes.map(({ op }) => op);
}

async function run(graph: Graph, x: Tensor): Promise<readonly number[]> {
  const { y } = await runModel(encodeModel(graph), { x });
  return Array.from(y?.data ?? [], Number);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

describe('quantizeToInt8', () => {
  it('gives what quantize_dynamic gives for MatMul, and says what was lost', async () => {
    const graph = graphOf((b, x) => b.add('MatMul', [x, float32(b, [4, 3], ...matrix)]));
    const { graph: quantised, report } = quantizeToInt8(graph, { minBytes: 0 });
    expect(opsOf(quantised)).toEqual(['DynamicQuantizeLinear', 'MatMulInteger', 'Cast', 'Mul', 'Mul']);
    // 12 float32; 12 int8 and 3 scales. 0.33 is 26.4 scales of 0.0125.
    const error = expect.closeTo(0.005, 7);
    expect(report).toEqual({
      quantized: [
        { name: '/constant_0', shape: [4, 3], bytesBefore: 48, bytesAfter: 24, maxAbsError: error },
      ],
      kept: [],
      bytesBefore: 48,
      bytesAfter: 24,
      maxAbsError: error,
    });
    expectClose(await run(quantised, rows), products);
  });

  it('gives the same for Gemm with a transposed weight, and adds the bias', async () => {
    const transposed = [0, 1, 2].flatMap((column) => matrix.filter((_, i) => i % 3 === column));
    const graph = graphOf((b, x) =>
      b.add('Gemm', [x, float32(b, [3, 4], ...transposed), float32(b, [3], 10, 20, 30)], { transB: 1 }),
    );
    const { graph: quantised } = quantizeToInt8(graph, { minBytes: 0 });
    const biased = products.map((value, i) => value + 10 * (1 + (i % 3)));
    expectClose(await run(quantised, rows), biased);
  });

  it('gives what quantize_dynamic gives for LSTM', async () => {
    const graph = graphOf(
      (b, x) =>
        b.addAll(
          'LSTM',
          [
            x,
            float32(b, [1, 4, 2], 0.5, -1, 0.25, 0.1, -0.75, 0.3, 1, 0.9),
            float32(b, [1, 4, 1], 0.2, -0.4, 0.6, -0.8),
            float32(b, [1, 8], 0.1, -0.1, 0.2, 0, 0, 0, 0, 0),
          ],
          { hidden_size: 1 },
        )[1] ?? x,
      ['T', 'N', 2],
    );
    const { graph: quantised } = quantizeToInt8(graph, { minBytes: 0 });
    expect(opsOf(quantised)).toEqual(['DynamicQuantizeLSTM']);
    const steps = new Tensor('float32', Float32Array.of(1, -2, 0.5, 0.3, -1, 0.7), [3, 1, 2]);
    expectClose(await run(quantised, steps), [-0.009350229986011982]);
    expect(readModel(encodeModel(quantised)).opsets).toEqual({ '': 17, 'com.microsoft': 1 });
  });

  it('quantises a value once for all that take it, and stores a weight once', () => {
    const graph = graphOf((b, x) => {
      const weight = float32(b, [4, 4], ...Array.from({ length: 16 }, (_, i) => i));
      return b.add('Add', [b.add('MatMul', [x, weight]), b.add('MatMul', [x, weight])]);
    });
    const { graph: quantised, report } = quantizeToInt8(graph, { minBytes: 0 });
    expect(opsOf(quantised).filter((op) => op === 'DynamicQuantizeLinear')).toHaveLength(1);
    expect(quantised.initializers).toHaveLength(2);
    expect(report.quantized).toHaveLength(1);
  });

  it('leaves a graph with nothing to quantise as it is, and says so', () => {
    const graph = graphOf((b, x) => b.add('MatMul', [x, float32(b, [4, 3], ...matrix)]));
    const { graph: same, report } = quantizeToInt8(graph);
    expect(same).toEqual(graph);
    expect(report).toEqual({ quantized: [], kept: [], bytesBefore: 0, bytesAfter: 0, maxAbsError: 0 });
  });
});

describe('the weights that quantizeToInt8 keeps', () => {
  const wide = (builder: GraphBuilder, shape: readonly number[], value = 0.5) =>
    builder.constant('float32', shape, new Float32Array(shape.reduce((a, b) => a * b)).fill(value));
  const keptIn = (append: (builder: GraphBuilder, x: Value) => Value, shape?: Value['shape']) => {
    const { graph, report } = quantizeToInt8(graphOf(append, shape), { minBytes: 64 });
    const stored = graph.initializers.filter(({ dtype }) => dtype === 'float32').map(({ name }) => name);
    expect(stored).toEqual(expect.arrayContaining(report.kept.map(({ name }) => name)));
    return report.kept;
  };

  it.each([
    {
      title: 'NaN or an infinity',
      append: (b: GraphBuilder, x: Value) => b.add('MatMul', [x, wide(b, [4, 4], Number.NaN)]),
      reason: 'NaN or an infinity is in it',
    },
    {
      title: 'a stack of matrices',
      append: (b: GraphBuilder, x: Value) => b.add('MatMul', [x, wide(b, [2, 4, 4])]),
      reason: 'MatMul takes it as a stack of matrices',
    },
    {
      title: 'an op that has no 8-bit form',
      append: (b: GraphBuilder, x: Value) => b.add('Add', [x, wide(b, [16, 4])]),
      reason: 'Add has no 8-bit form',
    },
    {
      title: 'one that Gemm multiplies with what it transposes',
      append: (b: GraphBuilder) =>
        b.add('Gemm', [b.input('z', 'float32', [4, 'N']), wide(b, [4, 4])], { transA: 1 }),
      reason: 'Gemm transposes what it is multiplied with',
    },
    {
      title: 'one that a float node takes too',
      append: (b: GraphBuilder, x: Value) => {
        const weight = wide(b, [4, 4]);
        return b.add('Add', [b.add('MatMul', [x, weight]), b.add('ReduceMean', [weight], { axes: [0] })]);
      },
      reason: 'another node takes it as float32',
    },
  ])('are $title', ({ append, reason }) => {
    expect(keptIn(append).map((kept) => kept.reason)).toEqual([reason]);
  });

  it('are the last ones, where they are a twentieth of all or less', () => {
    const layers = (b: GraphBuilder, x: Value, width: number) =>
      b.add('MatMul', [
        b.add('Relu', [b.add('MatMul', [x, wide(b, [4, 4 * width])])]),
        wide(b, [4 * width, 4]),
      ]);
    const both = (b: GraphBuilder, x: Value) => layers(b, layers(b, x, 19), 1);
    // 304 weights twice, 16 twice: the last 16 are 1 in 40.
    expect(keptIn(both)).toEqual([
      {
        name: '/constant_3',
        bytes: 64,
        reason: 'it is the last before an output, and a small part of the model',
      },
    ]);
    expect(keptIn((b, x) => layers(b, x, 1))).toEqual([]);
  });

  it('are the filters of a depthwise convolution, and biases', () => {
    const depthwise = (b: GraphBuilder, x: Value) => b.add('Conv', [x, wide(b, [16, 1, 2])], { group: 16 });
    expect(keptIn(depthwise, ['N', 16, 8])).toMatchObject([
      { bytes: 128, reason: 'a filter for each channel is small, and slow in 8 bits' },
    ]);
    const biased = (b: GraphBuilder, x: Value) => b.add('Gemm', [x, wide(b, [4, 16]), wide(b, [16])]);
    expect(keptIn(biased)).toMatchObject([{ bytes: 64, reason: 'Gemm adds it in float32' }]);
  });

  it('is a convolution whose bias is calculated', () => {
    const append = (b: GraphBuilder, x: Value) =>
      b.add('Conv', [x, wide(b, [2, 4, 2]), b.add('Exp', [float32(b, [2], 1, 2)])]);
    expect(keptIn(append, ['N', 4, 8])).toMatchObject([{ reason: 'the bias of its node is no constant' }]);
  });

  it('are those whose sums could leave int32', () => {
    const append = (b: GraphBuilder, x: Value) => b.add('MatMul', [x, wide(b, [131_587, 1], 0)]);
    expect(keptIn(append, ['N', 131_587])).toMatchObject([
      { reason: 'it sums up 131587 products; int32 holds 131586' },
    ]);
  });
});
