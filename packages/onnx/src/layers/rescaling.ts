/** tf.layers.rescaling: x · scale + offset, as float32. */

import { numberIn } from './layer-config.js';
import { type LayerConverter, scalarConstant } from './layer-converter.js';

export const rescaling: LayerConverter = {
  integers: 'as float32',
  convert: ({ builder, input, config }) => {
    const scaled = builder.add('Mul', [input, scalarConstant(builder, numberIn(config, 'scale'))]);
    return builder.add('Add', [scaled, scalarConstant(builder, numberIn(config, 'offset'))]);
  },
};
