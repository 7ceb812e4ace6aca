/** tf.layers.global{Average,Max}Pooling{1d,2d}: one value a channel. The 1D ones always have the channels last. */

import type { LayerConverter } from '../layer-converter.js';
import { spatialAxes } from './channel-order.js';

export const globalAveragePooling = globalPooling('ReduceMean');
export const globalMaxPooling = globalPooling('ReduceMax');

function globalPooling(op: 'ReduceMean' | 'ReduceMax'): LayerConverter {
  return {
    integers: 'as float32',
    convert: ({ builder, input, config }) =>
      builder.add(op, [input], { axes: spatialAxes(config, input.shape.length), keepdims: 0 }), // [N, C]
  };
}
