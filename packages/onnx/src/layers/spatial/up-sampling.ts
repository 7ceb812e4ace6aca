/** tf.layers.upSampling2d. tfjs counts pixels from their corners ('asymmetric'), Keras in Python from their centres. */

import { numbersIn, textIn } from '../layer-config.js';
import type { LayerConverter } from '../layer-converter.js';
import { fromChannelsFirst, toChannelsFirst } from './channel-order.js';

export const upSampling: LayerConverter = {
  convert: ({ builder, config, input }) => {
    const x = toChannelsFirst(builder, config, input);
    const size = numbersIn(config, 'size');
    const factors = builder.constant('float32', [2 + size.length], Float32Array.from([1, 1, ...size]));
    const y = builder.add('Resize', [x, undefined, factors], {
      mode: textIn(config, 'interpolation') === 'nearest' ? 'nearest' : 'linear',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
    return fromChannelsFirst(builder, config, y);
  },
};
