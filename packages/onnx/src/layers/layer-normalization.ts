/**
 * tf.layers.layerNormalization over the last axes: (x - mean) / √(variance + epsilon) · gamma + beta. Weights: gamma
 * unless scale is false, beta unless center is false; both of the shape of these axes.
 */

import { elementCount } from '../graph/shape.js';
import { numberIn, numbersIn } from './layer-config.js';
import { type LayerConverter, weightConstant } from './layer-converter.js';

export const layerNormalization: LayerConverter = {
  limits: 'the last axes, in their order',
  refuse({ config, inputRank }) {
    const axes = numbersIn(config, 'axis').map((axis) => (axis < 0 ? axis + inputRank : axis));
    const isTrailing = axes.every((axis, i) => axis === inputRank - axes.length + i);
    return isTrailing
      ? undefined
      : `the axes must be the last ones, in their order; got ${axes.join(', ')} of rank ${inputRank}`;
  },
  convert({ builder, input, config, weights }) {
    const axis = input.shape.length - numbersIn(config, 'axis').length;
    const shape = input.shape.slice(axis);
    const constants = weights.map((weight) => weightConstant(builder, weight));
    // The op needs a scale.
    const ones = () => builder.constant('float32', shape, new Float32Array(elementCount(shape) ?? 0).fill(1));
    const inputs = config.scale === false ? [input, ones(), ...constants] : [input, ...constants];
    return builder.add('LayerNormalization', inputs, { axis, epsilon: numberIn(config, 'epsilon') });
  },
};
