/**
 * Subtracts the median and divides by the distance between two quantiles, which outliers do not move: scikit-learn's
 * RobustScaler. Left out: its `unit_variance`.
 */

import { scalar, toFloat64 } from './emit-float64.js';
import { linearQuantile } from './quantile.js';
import { isShareRange } from './share-range.js';
import { trainingNumbers } from './training-numbers.js';
import type { Transform } from './transform.js';

export interface RobustScalerOptions {
  /** The two quantiles, as shares. Default [0.25, 0.75], the interquartile range. */
  readonly quantiles?: readonly [low: number, high: number];
}

export type RobustScalerSpec = { readonly kind: 'robustScaler' } & RobustScalerOptions;

export interface FittedRobustScaler {
  readonly kind: 'robustScaler';
  readonly median: number;
  /** The distance between the quantiles; 1 where they are equal. */
  readonly scale: number;
}

/**
 * Scales a number by its median and quantiles.
 *
 * @example
 * robustScaler({ quantiles: [0.1, 0.9] }); // => { kind: 'robustScaler', quantiles: [0.1, 0.9] }
 */
export function robustScaler(options: RobustScalerOptions = {}): RobustScalerSpec {
  return { kind: 'robustScaler', ...options };
}

/** As in scikit-learn: quantiles that are nearer to each other are equal. */
const narrowest = 10 * Number.EPSILON;

export const robustScalerTransform: Transform<RobustScalerSpec, FittedRobustScaler> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,

  check({ quantiles: [low, high] = [0.25, 0.75] }) {
    return isShareRange(low, high)
      ? []
      : [`quantiles must be two shares from 0 to 1, the lower one first; got [${low}, ${high}]`];
  },

  fit({ quantiles: [low, high] = [0.25, 0.75] }, { values }) {
    const numbers = trainingNumbers(values, 'scaler');
    if (typeof numbers === 'string') return numbers;
    const { all, sorted } = numbers;
    const median = linearQuantile(sorted, 0.5);
    const distance = linearQuantile(sorted, high) - linearQuantile(sorted, low);
    const scale = distance < narrowest ? 1 : distance;
    return {
      fitted: { kind: 'robustScaler', median, scale },
      values: all.map((value) => (value - median) / scale),
    };
  },

  emit(builder, { median, scale }, value) {
    const centred = builder.add('Sub', [toFloat64(builder, value), scalar(builder, median)]);
    return builder.add('Div', [centred, scalar(builder, scale)]); // [N]
  },
};
