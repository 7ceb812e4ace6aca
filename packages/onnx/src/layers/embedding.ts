/**
 * tf.layers.embedding: a row of the table for each index; with maskZero, the index 0 is a step that does not count.
 * Weight: the table [inputDim, outputDim].
 */

import { type LayerConverter, scalarConstant, weightAt, weightConstant } from './layer-converter.js';
import { appendNotEqual } from './mask.js';

export const embedding: LayerConverter = {
  integers: 'kept',
  mask: ({ builder, input, config }) =>
    config.maskZero === true
      ? () => {
          const values = input.dtype === 'float32' ? input : builder.add('Cast', [input], { to: 'float32' });
          return appendNotEqual(builder, values, scalarConstant(builder, 0));
        }
      : undefined,
  convert: ({ builder, input, weights }) => {
    // tfjs, too, cuts off the fraction of float indices.
    const indices = input.dtype === 'float32' ? builder.add('Cast', [input], { to: 'int64' }) : input;
    return builder.add('Gather', [weightConstant(builder, weightAt(weights, 0)), indices], { axis: 0 });
  },
};
