/** tf.layers.concatenate along one axis, counted with the batch. */

import type { Value } from '../graph/graph.js';
import { withEqualLengths } from './equal-lengths.js';
import { type LayerConfig, numberIn } from './layer-config.js';
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
  refuseMasks: ({ inputs, masks, config }) => {
    const hasOtherShape = inputs.some(({ shape }, index) => {
      const rank = masks[index]?.().shape.length;
      return rank !== undefined && rank !== shape.length - 1;
    });
    if (hasOtherShape)
      return 'tfjs itself reads a mask of another shape in it; join the branches before they are masked';
    return masks.includes(undefined) && !isLastAxis(inputs, config)
      ? 'tfjs itself fails where some of the joined sequences have a mask and others none; mask all of them'
      : undefined;
  },
  mask: ({ builder, inputs, masks, config }) => {
    const given = masks.filter((mask) => mask !== undefined);
    if (given.length === 0) return undefined;
    return () => {
      const values = given.map((mask) => mask());
      // A step of all branches counts where it counts in each; behind each other, each keeps its own.
      if (isLastAxis(inputs, config))
        return withEqualLengths(builder, values).reduce((a, b) => builder.add('Mul', [a, b]));
      const axis = numberIn(config, 'axis');
      return builder.add('Concat', withEqualLengths(builder, values, { exceptAxis: axis }), { axis });
    };
  },
  convert: ({ builder, input, inputs, config }) => {
    const axis = numberIn(config, 'axis');
    const exceptAxis = axis < 0 ? axis + input.shape.length : axis;
    return builder.add('Concat', withEqualLengths(builder, inputs, { exceptAxis }), { axis });
  },
};

function isLastAxis([input]: readonly Value[], config: LayerConfig): boolean {
  const axis = numberIn(config, 'axis');
  return axis === -1 || axis === (input?.shape.length ?? 0) - 1;
}
