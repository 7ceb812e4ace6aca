/** tf.layers.concatenate along one axis, counted with the batch. */

import { numberIn } from './layer-config.js';
import type { LayerConverter } from './layer-converter.js';

export const concatenate: LayerConverter = {
  limits: 'axis -1, or from 1 on; tfjs itself misreads others',
  refuse({ config, inputRank }) {
    const axis = numberIn(config, 'axis');
    if (axis === 0) return 'axis 0 is the batch; use another axis';
    // tfjs 4.22, backend/tfjs_backend.js, concatenate: any negative axis becomes the last one.
    const isMisread = axis < -1 && axis + inputRank > 0;
    return isMisread
      ? `tfjs itself takes axis ${axis} as the last one; write it as ${axis + inputRank}`
      : undefined;
  },
  convert: ({ builder, inputs, config }) => builder.add('Concat', inputs, { axis: numberIn(config, 'axis') }),
};
