/**
 * Conv with a constant kernel [filters, channels / group, ...window]: ConvInteger, one scale a filter. The file becomes
 * smaller and the model slower: onnxruntime's ConvInteger took five times as long as its Conv where it was measured,
 * and 25 times with a filter for each channel, which saves next to nothing and stays float32 therefore.
 */

import type { Node, Value } from '../graph/graph.js';
import type { Int8Writer, StoredWeight } from './int8-writer.js';
import { writeIntegerProduct } from './integer-product.js';
import { quantizeWeight } from './quantize-weight.js';
import { type FloatWeight, type QuantizedForm, refuseSum, weightOf } from './quantized-form.js';

export const convolution: QuantizedForm = {
  weights: [1],
  refuse: (node, constantOf) => {
    if (node.inputs[2] !== undefined && constantOf(node.inputs[2]) === undefined)
      return 'the bias of its node is no constant';
    const kernel = weightOf(node, 1, constantOf);
    if (isDepthwise(node, kernel)) return 'a filter for each channel is small, and slow in 8 bits';
    return refuseSum(innerOf(kernel));
  },
  write: (node, writer) => {
    const kernel = weightOf(node, 1, (value) => writer.constantOf(value));
    writeIntegerProduct(node, writer, {
      op: 'ConvInteger',
      weight: writer.weight(kernel, 'filters', () => filters(kernel)),
      bias: node.inputs[2] && biasOf(node, writer),
      attributes: node.attributes,
    });
  },
};

/** As many groups as channels, and more than one of them. */
function isDepthwise({ inputs }: Node, { shape }: FloatWeight): boolean {
  return shape[1] === 1 && inputs[0]?.shape[1] !== 1;
}

function filters(kernel: FloatWeight): StoredWeight {
  const { shape, data } = kernel;
  const quantized = quantizeWeight(data, { channels: shape[0] ?? 1, inner: innerOf(kernel) });
  return { ...quantized, shape, scaleShape: besideSpace(kernel) };
}

/** Elements of one filter. */
function innerOf({ shape, data }: FloatWeight): number {
  return data.length / Math.max(1, shape[0] ?? 1);
}

/** [filters, 1, ...], which broadcasts to [N, filters, ...spatial]. */
function besideSpace({ shape }: FloatWeight): readonly number[] {
  return [shape[0] ?? 1, ...shape.slice(2).map(() => 1)];
}

function biasOf(node: Node, writer: Int8Writer): Value {
  const constantOf = (value: Value | undefined) => writer.constantOf(value);
  const bias = weightOf(node, 2, constantOf);
  return writer.constant(
    `${node.name}_bias`,
    'float32',
    besideSpace(weightOf(node, 1, constantOf)),
    bias.data,
  );
}
