/**
 * LSTM with constant weights W [D, 4 · H, F] and R [D, 4 · H, H]: onnxruntime's DynamicQuantizeLSTM, which takes both
 * transposed, one scale a gate of a unit. It quantises the inputs and, step by step, the states.
 */

import type { Node } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import type { Int8Weight, Int8Writer, StoredWeight } from './int8-writer.js';
import { quantizeWeight, transposeMatrices } from './quantize-weight.js';
import { type FloatWeight, type QuantizedForm, refuseSum, weightOf } from './quantized-form.js';

/** The op's inputs from X to initial_c. */
const inputCount = 7;

export const lstm: QuantizedForm = {
  weights: [1, 2],
  refuse: (node, constantOf) =>
    refuseSum(Math.max(...[1, 2].map((index) => weightOf(node, index, constantOf).shape[2] ?? 0))),
  write: (node, writer) => {
    const kernel = storedAt(node, 1, writer);
    const recurrent = storedAt(node, 2, writer);
    const { shape } = kernel.scales;
    const zeros = writer.constant(
      `${node.name}_zeros`,
      'int8',
      shape,
      new Int8Array(elementCount(shape) ?? 0),
    );
    const [x, , , ...states] = Array.from({ length: inputCount }, (_, index) => node.inputs[index]);
    const peepholes = undefined;
    const inputs = [x, kernel.integers, recurrent.integers, ...states, peepholes];
    writer.finish('DynamicQuantizeLSTM', [...inputs, kernel.scales, zeros, recurrent.scales, zeros], {
      replaced: node,
      attributes: node.attributes,
      domain: 'com.microsoft',
    });
  },
};

function storedAt(node: Node, index: number, writer: Int8Writer): Int8Weight {
  const weight = weightOf(node, index, (value) => writer.constantOf(value));
  return writer.weight(weight, 'gates', () => gates(weight));
}

/** From [D, 4 · H, width] to [D, width, 4 · H]. */
function gates(weight: FloatWeight): StoredWeight {
  const [directions = 1, rows = 1, width = 1] = weight.shape;
  const quantized = quantizeWeight(weight.data, { channels: directions * rows, inner: width });
  return {
    ...quantized,
    integers: transposeMatrices(quantized.integers, { rows, columns: width }),
    shape: [directions, width, rows],
    scaleShape: [directions, rows],
  };
}
