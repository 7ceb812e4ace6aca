/**
 * Subtracts the mean and divides by the population standard deviation: scikit-learn's StandardScaler. In float64, since
 * float32 (and ONNX's own Scaler op) cannot hold a Unix time to the second.
 */

import type { NumberColumn } from '@waymark/contracts';
import { scalar, toFloat64 } from './emit-float64.js';
import type { Transform } from './transform.js';

export interface StandardScalerSpec {
  readonly kind: 'standardScaler';
}

export interface FittedStandardScaler {
  readonly kind: 'standardScaler';
  readonly mean: number;
  /** The standard deviation with n in the denominator; 1 for a constant column. */
  readonly scale: number;
}

/** Scales a number to mean 0 and standard deviation 1 on the training rows. */
export function standardScaler(): StandardScalerSpec {
  return { kind: 'standardScaler' };
}

export const standardScalerTransform: Transform<StandardScalerSpec, FittedStandardScaler> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,

  check: () => [],

  fit(_spec, { values }) {
    if (!(values instanceof Float64Array)) throw new TypeError('stages lets numbers pass only');
    const present = values.filter((value) => !Number.isNaN(value));
    if (present.length === 0) return 'the scaler finds no value for its mean';
    const { mean, scale } = moments(present);
    if (!Number.isFinite(mean)) return 'the scaler needs values whose mean is finite';
    return {
      fitted: { kind: 'standardScaler', mean, scale },
      values: values.map((value) => (value - mean) / scale),
    };
  },

  emit(builder, { mean, scale }, value) {
    const centred = builder.add('Sub', [toFloat64(builder, value), scalar(builder, mean)]);
    return builder.add('Div', [centred, scalar(builder, scale)]); // [N]
  },
};

function moments(values: NumberColumn): { readonly mean: number; readonly scale: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  // As in scikit-learn: a variance that rounding alone explains is none, and a constant column is only centred.
  const rounding = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
  return { mean, scale: variance <= rounding ? 1 : Math.sqrt(variance) };
}
