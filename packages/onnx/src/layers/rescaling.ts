/** tf.layers.rescaling: x · scale + offset, as float32. */

import { numberIn } from './layer-config.js';
import { type LayerConverter, scalarConstant } from './layer-converter.js';

export const rescaling: LayerConverter = {
  convert: ({ builder, input, config }) => {
    const x = input.dtype === 'float32' ? input : builder.add('Cast', [input], { to: 'float32' });
    const scaled = builder.add('Mul', [x, scalarConstant(builder, numberIn(config, 'scale'))]);
    return builder.add('Add', [scaled, scalarConstant(builder, numberIn(config, 'offset'))]);
  },
};
