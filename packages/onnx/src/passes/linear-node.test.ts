import { describe, expect, it } from 'vitest';
import type { Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { indexGraph } from './graph-index.js';
import { biasOf, type LinearNode, linearNodeOf, scaledKernel } from './linear-node.js';

const floats = (builder: GraphBuilder, shape: readonly number[], ...data: readonly number[]): Value =>
  builder.constant('float32', shape, Float32Array.from(data));

/** What the last node of a graph is. */
function linearOf(build: (builder: GraphBuilder) => Value): LinearNode | undefined {
  const builder = new GraphBuilder({ name: 'linear' });
  builder.output('y', build(builder));
  const graph = builder.build();
  const last = graph.nodes.at(-1);
  if (last === undefined) throw new TypeError('there must be a node');
  return linearNodeOf(last, indexGraph(graph));
}

const rows = (builder: GraphBuilder): Value => builder.input('x', 'float32', ['N', 2]);
const image = (builder: GraphBuilder): Value => builder.input('x', 'float32', ['N', 2, 4]);

describe('linearNodeOf', () => {
  it('knows which axes of the kernel hold the channels', () => {
    const kernel = (b: GraphBuilder): Value => floats(b, [2, 3], 1, 2, 3, 4, 5, 6);
    const spatial = (b: GraphBuilder): Value => floats(b, [2, 2, 1], 1, 2, 3, 4);
    const found = [
      linearOf((b) => b.add('Gemm', [rows(b), kernel(b)])),
      linearOf((b) => b.add('Gemm', [rows(b), floats(b, [3, 2], 1, 2, 3, 4, 5, 6)], { transB: 1 })),
      linearOf((b) => b.add('MatMul', [rows(b), kernel(b)])),
      linearOf((b) => b.add('Conv', [image(b), spatial(b)])),
      linearOf((b) => b.add('ConvTranspose', [image(b), spatial(b)])),
    ];
    expect(found.map((linear) => [linear?.inputAxis, linear?.outputAxis, linear?.channels])).toEqual([
      [0, 1, 3],
      [1, 0, 3],
      [0, 1, 3],
      [1, 0, 2],
      [0, 1, 2],
    ]);
    expect(found.map((linear) => linear?.spatialRank)).toEqual([0, 0, 0, 1, 1]);
    expect(found.map((linear) => linear?.takesBias)).toEqual([true, true, false, true, true]);
  });

  it('is undefined for other nodes, other dtypes, and what is computed', () => {
    expect(linearOf((b) => b.add('Relu', [rows(b)]))).toBeUndefined();
    expect(linearOf((b) => b.add('MatMul', [rows(b), b.input('w', 'float32', [2, 3])]))).toBeUndefined();
    expect(
      linearOf((b) => b.add('Gemm', [rows(b), floats(b, [2, 1], 1, 2), b.input('b', 'float32', [1])])),
    ).toBeUndefined();
    expect(
      linearOf((b) => {
        const kernel = b.constant('float64', [2, 1], Float64Array.of(1, 2));
        return b.add('MatMul', [b.input('x', 'float64', ['N', 2]), kernel]);
      }),
    ).toBeUndefined();
    expect(linearOf((b) => b.add('MatMul', [image(b), floats(b, [1, 4, 1], 1, 2, 3, 4)]))).toBeUndefined();
  });
});

describe('biasOf', () => {
  it('has a value for each channel', () => {
    const biases = [[], [1], [1, 2, 3]].map((data) => {
      const linear = linearOf((b) => {
        const bias = data.length === 0 ? [] : [floats(b, [data.length], ...data)];
        return b.add('Gemm', [rows(b), floats(b, [2, 3], 1, 2, 3, 4, 5, 6), ...bias]);
      });
      return linear && biasOf(linear);
    });
    expect(biases).toEqual([Float64Array.of(0, 0, 0), Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3)]);
  });
});

describe('scaledKernel', () => {
  const kernel = {
    name: 'w',
    dtype: 'float32',
    shape: [2, 3],
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  } as const;

  it('has a factor for each slice of an axis', () => {
    expect(scaledKernel(kernel, { axis: 1, factors: Float64Array.of(1, 10, 100) })).toEqual(
      Float32Array.of(1, 20, 300, 4, 50, 600),
    );
    expect(scaledKernel(kernel, { axis: 0, factors: Float64Array.of(1, -1) })).toEqual(
      Float32Array.of(1, 2, 3, -4, -5, -6),
    );
  });
});
