/**
 * Makes a skewed number more like a normal one: scikit-learn's PowerTransformer without its `standardize`, for which
 * standardScaler() comes next in the chain. Box and Cox (1964) for positive numbers; Yeo and Johnson (2000) for all.
 */

import type { NumberColumn } from '@waymark/contracts';
import type { GraphBuilder, Value } from '@waymark/onnx';
import { scalar, toFloat64 } from './emit-float64.js';
import { mostLikelyLambda, type PowerMethod, power } from './power-likelihood.js';
import { trainingNumbers } from './training-numbers.js';
import type { Transform } from './transform.js';

export interface PowerTransformerOptions {
  /** Default `yeoJohnson`; `boxCox` takes numbers above 0 only. */
  readonly method?: PowerMethod;
}

export type PowerTransformerSpec = { readonly kind: 'powerTransformer' } & PowerTransformerOptions;

export interface FittedPowerTransformer {
  readonly kind: 'powerTransformer';
  readonly method: PowerMethod;
  /** The exponent, by maximum likelihood; 1 for a constant column. */
  readonly lambda: number;
  /** The smallest training value: what counts where Box-Cox is undefined. */
  readonly lowest: number;
}

/**
 * Transforms a number by the power that makes the training rows most like a normal distribution. With `boxCox` training
 * rows must be above 0; later a value at or below 0 counts as the smallest one of training.
 *
 * @example
 * [powerTransformer(), standardScaler()] // what scikit-learn's PowerTransformer() does
 */
export function powerTransformer(options: PowerTransformerOptions = {}): PowerTransformerSpec {
  return { kind: 'powerTransformer', ...options };
}

const largest = Number.MAX_VALUE;

export const powerTransformerTransform: Transform<PowerTransformerSpec, FittedPowerTransformer> = {
  stages: () => ({ number: 'number' }),
  fillsMissing: false,

  check: () => [],

  fit({ method = 'yeoJohnson' }, { values }) {
    const numbers = trainingNumbers(values, 'power');
    if (typeof numbers === 'string') return numbers;
    const { all, sorted, min, max } = numbers;
    if (method === 'boxCox' && min <= 0)
      return `Box-Cox needs values above 0; the smallest is ${min}: use the method yeoJohnson`;
    const lambda = min === max ? 1 : mostLikelyLambda(sorted, method);
    if (!isUsable(sorted, method, lambda)) return 'the power finds no exponent with finite results';
    return {
      fitted: { kind: 'powerTransformer', method, lambda, lowest: min },
      values: all.map((value) => power(value, method, lambda)),
    };
  },

  emit(builder, { method, lambda, lowest }, value) {
    const wide = toFloat64(builder, value);
    return method === 'boxCox'
      ? emitBoxCox(builder, wide, { lambda, lowest })
      : emitYeoJohnson(builder, wide, lambda);
  },
};

function isUsable(values: NumberColumn, method: PowerMethod, lambda: number): boolean {
  return values.every((value) => Number.isFinite(power(value, method, lambda)));
}

function emitBoxCox(
  builder: GraphBuilder,
  value: Value,
  { lambda, lowest }: { readonly lambda: number; readonly lowest: number },
): Value {
  const isOutside = builder.add('LessOrEqual', [value, scalar(builder, 0)]);
  const inside = builder.add('Where', [isOutside, scalar(builder, lowest), value]);
  return emitPower(builder, inside, lambda); // [N]
}

/** Both sides of 0, each 0 on the other side: power(1 + max(x, 0), λ) - power(1 + max(-x, 0), 2 - λ). */
function emitYeoJohnson(builder: GraphBuilder, value: Value, lambda: number): Value {
  const [zero, one, limit] = [0, 1, largest].map((number) => scalar(builder, number));
  const right = builder.add('Add', [builder.add('Clip', [value, zero, limit]), one]);
  const negated = builder.add('Sub', [zero, value]);
  const left = builder.add('Add', [builder.add('Clip', [negated, zero, limit]), one]);
  return builder.add('Sub', [emitPower(builder, right, lambda), emitPower(builder, left, 2 - lambda)]); // [N]
}

/** (x^λ - 1) / λ, and its limit log(x) where λ is 0. */
function emitPower(builder: GraphBuilder, value: Value, lambda: number): Value {
  if (lambda === 0) return builder.add('Log', [value]);
  const raised = builder.add('Pow', [value, scalar(builder, lambda)]);
  const moved = builder.add('Sub', [raised, scalar(builder, 1)]);
  return builder.add('Div', [moved, scalar(builder, lambda)]);
}
