import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { readModel } from '../reader/read-model.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { storeWeightsAsFloat16 } from './store-weights-as-float16.js';

/** x [N, width] · kernel [width, 1] + 1. */
function productGraph(kernel: Float32Array): Graph {
  const builder = new GraphBuilder({ name: 'product' });
  const x = builder.input('x', 'float32', ['N', kernel.length]);
  const weight = builder.constant('float32', [kernel.length, 1], kernel);
  const bias = builder.constant('float32', [1], Float32Array.of(1));
  builder.output('y', builder.add('Gemm', [x, weight, bias]));
  return builder.build();
}

describe('storeWeightsAsFloat16', () => {
  it('halves large weights and leaves the arithmetic to float32', async () => {
    // 0.1 becomes 0.0999755859375 (numpy), so 256 of them are 25.59375 instead of 25.6.
    const { graph, report } = storeWeightsAsFloat16(productGraph(new Float32Array(256).fill(0.1)));
    expect(report).toEqual({
      stored: 1,
      bytesSaved: 512,
      maxAbsChange: expect.closeTo(0.1 - 0.0999755859375, 8),
      beyondRange: [],
    });
    const bytes = encodeModel(graph);
    const stored = readModel(bytes).graph.initializers.map(({ name, dtype }) => `${name} ${dtype}`);
    expect(stored).toEqual(['/constant_0_float16 float16', '/constant_1 float32']);
    const x = new Tensor('float32', new Float32Array(256).fill(1), [1, 256]);
    const { y } = await runModel(bytes, { x });
    // Sums of multiples of 2^-14 below 2^9 are exact in float32.
    expect(y?.data).toEqual(Float32Array.of(26.59375));
  });

  it('leaves weights below the limit as they are', () => {
    const graph = productGraph(new Float32Array(255).fill(0.1));
    expect(storeWeightsAsFloat16(graph).graph).toEqual(graph);
    expect(storeWeightsAsFloat16(graph, { minBytes: 1020 }).report.stored).toBe(1);
  });

  it('leaves weights beyond the range of float16 as they are, and says so', () => {
    const graph = productGraph(new Float32Array(256).fill(70_000));
    const { graph: same, report } = storeWeightsAsFloat16(graph);
    expect(same).toEqual(graph);
    expect(report).toEqual({ stored: 0, bytesSaved: 0, maxAbsChange: 0, beyondRange: ['/constant_0'] });
  });

  it('keeps infinities and NaN', () => {
    const kernel = new Float32Array(256);
    kernel.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
    expect(storeWeightsAsFloat16(productGraph(kernel)).report).toMatchObject({ stored: 1, maxAbsChange: 0 });
  });

  it('takes another name where its own is taken', () => {
    const graph = productGraph(new Float32Array(256));
    const taken = { name: '/constant_0_float16', dtype: 'float32', shape: ['N'] } as const;
    const { graph: renamed } = storeWeightsAsFloat16({ ...graph, inputs: [...graph.inputs, taken] });
    expect(renamed.initializers[0]?.name).toBe('/constant_0_float16_');
  });
});
