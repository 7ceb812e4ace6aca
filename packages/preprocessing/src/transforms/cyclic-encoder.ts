/**
 * A number that repeats, such as an hour or a month, as the sine and cosine of its angle, so that the end of a period is
 * next to its beginning. Nothing is learned.
 */

import { scalar, toFloat64 } from './emit-float64.js';
import type { Transform } from './transform.js';

export interface CyclicEncoderOptions {
  /** After how much the number is the same again: 24 for hours, 12 for months. */
  readonly period: number;
}

export type CyclicEncoderSpec = { readonly kind: 'cyclicEncoder' } & CyclicEncoderOptions;

export interface FittedCyclicEncoder {
  readonly kind: 'cyclicEncoder';
  readonly period: number;
}

/**
 * Encodes a number as two columns, sin(2πx / period) and cos(2πx / period).
 *
 * @example
 * cyclicEncoder({ period: 24 }); // => { kind: 'cyclicEncoder', period: 24 }
 */
export function cyclicEncoder(options: CyclicEncoderOptions): CyclicEncoderSpec {
  return { kind: 'cyclicEncoder', ...options };
}

export const cyclicEncoderTransform: Transform<CyclicEncoderSpec, FittedCyclicEncoder> = {
  stages: () => ({ number: 'features' }),
  fillsMissing: false,

  check: ({ period }) =>
    Number.isFinite(period) && period > 0 ? [] : [`period must be a finite number above 0; got ${period}`],

  fit: ({ period }, { values }) => ({ fitted: { kind: 'cyclicEncoder', period }, values }),

  emit(builder, { period }, value) {
    const radians = scalar(builder, (2 * Math.PI) / period);
    const angle = builder.add('Mul', [toFloat64(builder, value), radians]);
    const axis = builder.constant('int64', [1], BigInt64Array.of(1n));
    const columns = (['Sin', 'Cos'] as const).map((op) =>
      builder.add('Unsqueeze', [builder.add(op, [angle]), axis]),
    ); // [N, 1] each
    return builder.add('Cast', [builder.add('Concat', columns, { axis: 1 })], { to: 'float32' }); // [N, 2]
  },

  featureNames: (_fitted, column) => [`sin(${column})`, `cos(${column})`],
};
