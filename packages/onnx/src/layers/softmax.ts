/** tf.layers.softmax over one axis, counted with the batch. tfjs itself runs it on the last axis only. */

import { numberIn } from './layer-config.js';
import type { LayerConverter } from './layer-converter.js';

export const softmax: LayerConverter = {
  // It adds the mask, or that of another layer, to values of any other shape.
  readsMask: () => 'unlike tfjs',
  refuse: ({ config: { axis } }) =>
    typeof axis === 'number' ? undefined : `softmax over several axes (${String(axis)}) has no ONNX op`,
  convert: ({ builder, input, config }) =>
    builder.add('Softmax', [input], { axis: numberIn(config, 'axis') }),
};
