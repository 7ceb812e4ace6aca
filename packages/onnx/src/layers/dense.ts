/** tf.layers.dense: activation(x · kernel + bias) on the last axis. Weights: kernel [in, out], bias [out]. */

import { appendActivation, refuseActivation } from './activations.js';
import { textIn } from './layer-config.js';
import { type LayerContext, type LayerConverter, weightAt, weightConstant } from './layer-converter.js';

export const dense: LayerConverter = {
  integers: 'as float32',
  refuse: refuseActivation,
  convert: (context) =>
    appendActivation(context.builder, appendProduct(context), textIn(context.config, 'activation')),
};

function appendProduct({ builder, input, config, weights }: LayerContext) {
  const kernel = weightConstant(builder, weightAt(weights, 0));
  const bias = config.useBias === false ? [] : [weightConstant(builder, weightAt(weights, 1))];
  // Gemm is one node, but takes matrices only.
  if (input.shape.length === 2) return builder.add('Gemm', [input, kernel, ...bias]);
  const product = builder.add('MatMul', [input, kernel]);
  return bias.length === 0 ? product : builder.add('Add', [product, ...bias]);
}
