/** tf.layers.activation: one of the activation classes as a layer. */

import { appendActivation, refuseActivation } from './activations.js';
import { textIn } from './layer-config.js';
import type { LayerConverter } from './layer-converter.js';

export const activation: LayerConverter = {
  refuse: refuseActivation,
  convert: ({ builder, input, config }) => appendActivation(builder, input, textIn(config, 'activation')),
};
