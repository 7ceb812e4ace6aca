/** tf.layers.upSampling2d. tfjs counts pixels from their corners ('asymmetric'), Keras in Python from their centres. */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { numbersIn, textIn } from '../layer-config.js';
import { integersConstant, type LayerConverter } from '../layer-converter.js';
import { fromChannelsFirst, toChannelsFirst } from './channel-order.js';

export const upSampling: LayerConverter = {
  convert: ({ builder, config, input }) => {
    const isLinear = textIn(config, 'interpolation') !== 'nearest';
    const pixels = toChannelsFirst(builder, config, input); // [N, C, H, W]
    const x = isLinear ? keepTransposesAway(builder, pixels) : pixels;
    const size = numbersIn(config, 'size');
    const factors = builder.constant('float32', [2 + size.length], Float32Array.from([1, 1, ...size]));
    const y = builder.add('Resize', [x, undefined, factors], {
      mode: isLinear ? 'linear' : 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
    return fromChannelsFirst(builder, config, y);
  },
};

/**
 * onnxruntime moves a Transpose from before a Resize to behind it, and then has scales that its linear mode refuses, when
 * the session starts (1.30). It moves none past a Reshape, and a Reshape to the same shape costs no copy.
 */
function keepTransposesAway(builder: GraphBuilder, pixels: Value): Value {
  return builder.add('Reshape', [pixels, integersConstant(builder, [0, 0, 0, 0])]);
}
