/** tf.layers.flatten: [N, ...] to [N, product], channels last whatever the data format. */

import type { LayerConverter } from './layer-converter.js';

export const flatten: LayerConverter = {
  integers: 'kept',
  convert: ({ builder, input, config }) => {
    const rank = input.shape.length;
    if (config.dataFormat !== 'channelsFirst' || rank < 3)
      return builder.add('Flatten', [input], { axis: 1 });
    const spatial = Array.from({ length: rank - 2 }, (_, i) => i + 2);
    const channelsLast = builder.add('Transpose', [input], { perm: [0, ...spatial, 1] });
    return builder.add('Flatten', [channelsLast], { axis: 1 });
  },
};
