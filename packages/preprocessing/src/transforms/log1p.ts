/**
 * log(1 + x), which pulls in a long right tail: scikit-learn's FunctionTransformer(numpy.log1p). The graph adds and takes
 * the logarithm in float64, so a result near 0 is right to 1e-16, not to its last digit as NumPy's is.
 */

import { scalar, toFloat64 } from './emit-float64.js';
import { trainingNumbers } from './training-numbers.js';
import type { Transform } from './transform.js';

export interface Log1pSpec {
  readonly kind: 'log1p';
}

export interface FittedLog1p {
  readonly kind: 'log1p';
  /** What the logarithm is taken of where it has none: the smallest value of the training rows. */
  readonly lowest: number;
}

/**
 * Takes the logarithm of 1 + x. Training rows must be above -1; later a value at or below -1 counts as the smallest one of
 * training, so that one bad row gives no infinity.
 */
export function log1p(): Log1pSpec {
  return { kind: 'log1p' };
}

export const log1pTransform: Transform<Log1pSpec, FittedLog1p> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,

  check: () => [],

  fit(_spec, { values }) {
    const numbers = trainingNumbers(values, 'logarithm');
    if (typeof numbers === 'string') return numbers;
    const { all, min } = numbers;
    if (min <= -1) return `log1p needs values above -1; the smallest is ${min}`;
    return { fitted: { kind: 'log1p', lowest: min }, values: all.map((value) => Math.log(1 + value)) };
  },

  emit(builder, { lowest }, value) {
    const wide = toFloat64(builder, value);
    const isOutside = builder.add('LessOrEqual', [wide, scalar(builder, -1)]);
    const inside = builder.add('Where', [isOutside, scalar(builder, lowest), wide]);
    return builder.add('Log', [builder.add('Add', [inside, scalar(builder, 1)])]); // [N]
  },
};
