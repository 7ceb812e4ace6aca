/**
 * tf.layers.batchNormalization at inference: (x - mean) · gamma / √(variance + epsilon) + beta on the last axis.
 * Weights: gamma unless scale is false, beta unless center is false, moving mean, moving variance; each [channels].
 */

import { numberIn } from './layer-config.js';
import {
  type LayerContext,
  type LayerConverter,
  type LayerWeight,
  weightAt,
  weightConstant,
} from './layer-converter.js';

export const batchNormalization: LayerConverter = {
  limits: 'on the last axis; on others tfjs itself is wrong',
  refuse({ config, inputRank }) {
    const axis = numberIn(config, 'axis');
    if (axis === -1 || axis === inputRank - 1) return undefined;
    // tfjs 4.22, kernels BatchNorm of backend-cpu and backend-wasm: they cycle through the statistics by element.
    return `tfjs itself takes the statistics of wrong channels on axis ${axis}; use the last axis`;
  },
  convert({ builder, input, config, weights }) {
    const { gamma, beta, mean, variance } = namedWeights(config, weights);
    const epsilon = numberIn(config, 'epsilon');
    const factor = variance.data.map((value, i) => (gamma?.data[i] ?? 1) / Math.sqrt(value + epsilon));
    // The mean is subtracted first: folded into one shift it would lose the digits of a large mean.
    const centred = builder.add('Sub', [input, weightConstant(builder, mean)]);
    const scaled = builder.add('Mul', [centred, weightConstant(builder, { ...variance, data: factor })]);
    return beta === undefined ? scaled : builder.add('Add', [scaled, weightConstant(builder, beta)]);
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
