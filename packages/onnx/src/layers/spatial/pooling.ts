/** tf.layers.{max,average}Pooling{1d,2d,3d}. The average leaves the padding out, as tfjs does. */

import { numbersIn } from '../layer-config.js';
import type { LayerConverter } from '../layer-converter.js';
import { fromChannelsFirst, toChannelsFirst } from './channel-order.js';
import { refusePadding, windowAttributes } from './window.js';

export const maxPooling = pooling('MaxPool');
export const averagePooling = pooling('AveragePool');

function pooling(op: 'MaxPool' | 'AveragePool'): LayerConverter {
  return {
    refuse: refusePadding,
    convert: ({ builder, config, input }) => {
      const x = toChannelsFirst(builder, config, input);
      const kernel = numbersIn(config, 'poolSize');
      const window = windowAttributes(config, x.shape, { kernel });
      return fromChannelsFirst(builder, config, builder.add(op, [x], { kernel_shape: kernel, ...window }));
    },
  };
}
