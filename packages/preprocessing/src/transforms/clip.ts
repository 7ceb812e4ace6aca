/** Bounds a number, by constants (numpy.clip) or by quantiles of the training rows (winsorising, numpy.quantile). */

import type { NumberColumn } from '@waymark/contracts';
import { scalar, toFloat64 } from './emit-float64.js';
import { linearQuantile } from './quantile.js';
import { isShareRange } from './share-range.js';
import { trainingNumbers } from './training-numbers.js';
import type { Transform } from './transform.js';

export type ClipOptions =
  | { readonly min: number; readonly max: number }
  /** Shares of the training rows, such as [0.01, 0.99]. */
  | { readonly quantiles: readonly [low: number, high: number] };

export type ClipSpec = { readonly kind: 'clip' } & ClipOptions;

export interface FittedClip {
  readonly kind: 'clip';
  readonly min: number;
  readonly max: number;
}

/**
 * Bounds a number from both sides.
 *
 * @example
 * clip({ quantiles: [0, 0.99] }); // => { kind: 'clip', quantiles: [0, 0.99] }
 */
export function clip(options: ClipOptions): ClipSpec {
  return { kind: 'clip', ...options };
}

export const clipTransform: Transform<ClipSpec, FittedClip> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,

  check(spec) {
    if ('quantiles' in spec) {
      const [low, high] = spec.quantiles;
      return isShareRange(low, high)
        ? []
        : [`quantiles must be two shares from 0 to 1, the lower one first; got [${low}, ${high}]`];
    }
    const { min, max } = spec;
    const fits = Number.isFinite(min) && Number.isFinite(max) && min <= max;
    return fits ? [] : [`min and max must be finite numbers, min at most max; got ${min} and ${max}`];
  },

  fit(spec, { values }) {
    if (!(values instanceof Float64Array)) throw new TypeError('stages lets numbers pass only');
    const bounds = 'quantiles' in spec ? quantileBounds(spec.quantiles, values) : spec;
    if (typeof bounds === 'string') return bounds;
    const { min, max } = bounds;
    return {
      fitted: { kind: 'clip', min, max },
      values: values.map((value) => bounded(value, min, max)),
    };
  },

  emit(builder, { min, max }, value) {
    return builder.add('Clip', [toFloat64(builder, value), scalar(builder, min), scalar(builder, max)]); // [N]
  },
};

function quantileBounds(
  [low, high]: readonly [number, number],
  values: NumberColumn,
): { readonly min: number; readonly max: number } | string {
  const numbers = trainingNumbers(values, 'clip');
  if (typeof numbers === 'string') return numbers;
  return { min: linearQuantile(numbers.sorted, low), max: linearQuantile(numbers.sorted, high) };
}

/** NaN stays NaN, as in the graph. */
function bounded(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
