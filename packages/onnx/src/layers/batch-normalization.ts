/**
 * tf.layers.batchNormalization at inference: (x - mean) · gamma / √(variance + epsilon) + beta along one axis.
 * Weights: gamma unless scale is false, beta unless center is false, moving mean, moving variance; each [axis].
 */

import { numberIn } from './layer-config.js';
import { type LayerContext, type LayerConverter, type LayerWeight, weightAt } from './layer-converter.js';

export const batchNormalization: LayerConverter = {
  convert: ({ builder, input, config, weights }) => {
    const { gamma, beta, mean, variance } = namedWeights(config, weights);
    const rank = input.shape.length;
    const axis = numberIn(config, 'axis');
    const trailing = rank - 1 - (axis < 0 ? axis + rank : axis);
    const shape = [mean.data.length, ...Array.from({ length: trailing }, () => 1)];
    const epsilon = numberIn(config, 'epsilon');
    const factor = variance.data.map((value, i) => (gamma?.data[i] ?? 1) / Math.sqrt(value + epsilon));
    // The mean is subtracted first: folded into one shift it would lose the digits of a large mean.
    const centred = builder.add('Sub', [input, builder.constant('float32', shape, mean.data)]);
    const scaled = builder.add('Mul', [centred, builder.constant('float32', shape, factor)]);
    if (beta === undefined) return scaled;
    return builder.add('Add', [scaled, builder.constant('float32', shape, beta.data)]);
  },
};

interface NamedWeights {
  readonly gamma: LayerWeight | undefined;
  readonly beta: LayerWeight | undefined;
  readonly mean: LayerWeight;
  readonly variance: LayerWeight;
}

function namedWeights(config: LayerContext['config'], weights: readonly LayerWeight[]): NamedWeights {
  const hasGamma = config.scale !== false;
  const hasBeta = config.center !== false;
  const statistics = Number(hasGamma) + Number(hasBeta);
  return {
    gamma: hasGamma ? weightAt(weights, 0) : undefined,
    beta: hasBeta ? weightAt(weights, Number(hasGamma)) : undefined,
    mean: weightAt(weights, statistics),
    variance: weightAt(weights, statistics + 1),
  };
}
