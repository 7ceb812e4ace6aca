/**
 * What MatMul and Conv have in common (onnxruntime fuses these nodes again where it has a kernel for all of them):
 *
 *   x -> DynamicQuantizeLinear -> MatMulInteger | ConvInteger -> Cast -> Mul by scale(x) · scale(weight) -> Add bias
 */

import type { Attribute, Node, Value } from '../graph/graph.js';
import type { Int8Weight, Int8Writer } from './int8-writer.js';
import { inputOf } from './quantized-form.js';

export interface IntegerProduct {
  readonly op: 'MatMulInteger' | 'ConvInteger';
  /** Its scales broadcast to the product. */
  readonly weight: Int8Weight;
  /** Broadcasts to the product. */
  readonly bias: Value | undefined;
  readonly attributes?: readonly Attribute[];
}

/** Replaces `node`, whose first input is the activation. */
export function writeIntegerProduct(
  node: Node,
  writer: Int8Writer,
  { op, weight, bias, attributes = [] }: IntegerProduct,
): void {
  const shape = node.outputs[0]?.shape ?? [];
  const { integers, scale, zero } = writer.activation(inputOf(node, 0));
  const product = writer.add(op, [integers, weight.integers, zero], {
    replaced: node,
    type: { dtype: 'int32', shape },
    attributes,
  });
  const type = { dtype: 'float32', shape } as const;
  const float = writer.add('Cast', [product], {
    replaced: node,
    type,
    attributes: [{ name: 'to', type: 'dataType', value: 'float32' }],
  });
  const scales = writer.add('Mul', [scale, weight.scales], { replaced: node, type: weight.scales });
  if (bias === undefined) {
    writer.finish('Mul', [float, scales], { replaced: node });
    return;
  }
  const scaled = writer.add('Mul', [float, scales], { replaced: node, type });
  writer.finish('Add', [scaled, bias], { replaced: node });
}
