import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { runModel, Tensor } from '../testing/run-model.js';
import { spellForOpset } from './spell-for-opset.js';

function meanOfRows(opset: number) {
  const builder = new GraphBuilder({ name: 'mean', opset });
  const x = builder.input('x', 'float32', ['N', 2]);
  builder.output('mean', builder.add('ReduceMean', [x], { axes: [1], keepdims: 0 }));
  return builder.build();
}

describe('spellForOpset', () => {
  it('leaves a graph of opset 17 as it is', () => {
    const graph = meanOfRows(17);
    expect(spellForOpset(graph)).toBe(graph);
  });

  it('makes the axes of a reduction an input from opset 18 on', () => {
    const { nodes, initializers } = spellForOpset(meanOfRows(18));
    const axes = {
      name: '/ReduceMean_0_axes',
      dtype: 'int64',
      shape: [1],
      data: BigInt64Array.of(1n),
    };
    expect(initializers).toEqual([axes]);
    expect(nodes[0]?.inputs[1]).toEqual(axes);
    expect(nodes[0]?.attributes).toEqual([{ name: 'keepdims', type: 'int', value: 0 }]);
  });

  it.each([17, 18, 21])('gives a model of opset %i that onnxruntime runs', async (opset) => {
    const x = new Tensor('float32', Float32Array.of(1, 3, 5, 6), [2, 2]);
    const { mean } = await runModel(encodeModel(meanOfRows(opset)), { x });
    expect(mean?.data).toEqual(Float32Array.of(2, 5.5));
  });
});
