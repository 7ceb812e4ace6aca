/** The activation layers with options of their own: reLU, leakyReLU, eLU, thresholdedReLU, prelu. */

import { appendClip } from './activations.js';
import { numberIn } from './layer-config.js';
import { type LayerConverter, weightAt, weightConstant } from './layer-converter.js';

export const relu: LayerConverter = {
  convert: ({ builder, input, config }) =>
    config.maxValue == null
      ? builder.add('Relu', [input])
      : appendClip(builder, input, numberIn(config, 'maxValue')),
};

export const leakyRelu: LayerConverter = {
  convert: ({ builder, input, config }) =>
    builder.add('LeakyRelu', [input], { alpha: numberIn(config, 'alpha') }),
};

/** tfjs itself refuses any alpha but 1. */
export const elu: LayerConverter = {
  convert: ({ builder, input }) => builder.add('Elu', [input], { alpha: 1 }),
};

export const thresholdedRelu: LayerConverter = {
  convert: ({ builder, input, config }) =>
    builder.add('ThresholdedRelu', [input], { alpha: numberIn(config, 'theta') }),
};

/** Weight: alpha, of the input's shape without the batch, 1 on shared axes: it broadcasts as it is stored. */
export const prelu: LayerConverter = {
  convert: ({ builder, input, weights }) =>
    builder.add('PRelu', [input, weightConstant(builder, weightAt(weights, 0))]),
};
