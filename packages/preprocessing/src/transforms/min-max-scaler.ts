/** Maps the training rows' smallest and largest value onto a range: scikit-learn's MinMaxScaler. In float64. */

import type { GraphBuilder, Value } from '@waymark/onnx';
import { scalar, toFloat64 } from './emit-float64.js';
import { trainingNumbers } from './training-numbers.js';
import type { Transform } from './transform.js';

export interface MinMaxScalerOptions {
  /** Where the smallest and the largest value go. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number];
  /** Whether values beyond those of training stop at the range's ends. Default false. */
  readonly clip?: boolean;
}

export type MinMaxScalerSpec = { readonly kind: 'minMaxScaler' } & MinMaxScalerOptions;

export interface FittedMinMaxScaler {
  readonly kind: 'minMaxScaler';
  readonly min: number;
  /** The range's width over the values' width; a constant column counts as 1 wide. */
  readonly scale: number;
  readonly range: readonly [low: number, high: number];
  readonly clip: boolean;
}

/**
 * Scales a number to a range.
 *
 * @example
 * minMaxScaler({ range: [-1, 1] }); // => { kind: 'minMaxScaler', range: [-1, 1] }
 */
export function minMaxScaler(options: MinMaxScalerOptions = {}): MinMaxScalerSpec {
  return { kind: 'minMaxScaler', ...options };
}

/** As in scikit-learn: a narrower column is constant, and is only moved. */
const narrowest = 10 * Number.EPSILON;

export const minMaxScalerTransform: Transform<MinMaxScalerSpec, FittedMinMaxScaler> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,

  check({ range: [low, high] = [0, 1] }) {
    return Number.isFinite(high - low) && low < high
      ? []
      : [`range must be two finite numbers, the lower one first; got [${low}, ${high}]`];
  },

  fit({ range = [0, 1], clip = false }, { values }) {
    const numbers = trainingNumbers(values, 'scaler');
    if (typeof numbers === 'string') return numbers;
    const { all, min, max } = numbers;
    const [low, high] = range;
    const width = max - min < narrowest ? 1 : max - min;
    const scale = (high - low) / width;
    return {
      fitted: { kind: 'minMaxScaler', min, scale, range, clip },
      // The training rows are inside of the range: clipping would change none.
      values: all.map((value) => (value - min) * scale + low),
    };
  },

  emit(builder, { min, scale, range: [low, high], clip }, value) {
    const moved = builder.add('Sub', [toFloat64(builder, value), scalar(builder, min)]);
    const scaled = builder.add('Mul', [moved, scalar(builder, scale)]);
    const placed = low === 0 ? scaled : builder.add('Add', [scaled, scalar(builder, low)]);
    return clip ? emitClip(builder, placed, [low, high]) : placed; // [N]
  },
};

function emitClip(builder: GraphBuilder, value: Value, [low, high]: readonly [number, number]): Value {
  return builder.add('Clip', [value, scalar(builder, low), scalar(builder, high)]);
}
