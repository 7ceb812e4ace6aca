/**
 * tf.layers.dot of two branches along one axis each, cosines with `normalize`: [N, A, F] and [N, F, B] give [N, A, B],
 * where a branch without A or B leaves it out; two of them give [N, 1].
 */

import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { numbersIn } from './layer-config.js';
import { integersConstant, type LayerConverter, scalarConstant } from './layer-converter.js';

/** tfjs's default epsilon(), below which a sum of squares does not fall. */
const leastSquare = 1e-7;

export const dot: LayerConverter = {
  limits: 'not along the batch',
  refuse: ({ config, inputShapes }) =>
    inputShapes.some((shape, index) => axisOf(numbersIn(config, 'axes'), index, shape.length) === 0)
      ? 'axis 0 is the batch; use another axis'
      : undefined,
  mask: () => undefined,
  convert: ({ builder, inputs, config }) => {
    const axes = numbersIn(config, 'axes');
    const factors = inputs.map((value, index) => {
      const axis = axisOf(axes, index, value.shape.length);
      const factor = config.normalize === true ? appendNormalized(builder, value, axis) : value;
      return appendFactor(builder, factor, { axis, last: index === 0 ? 2 : 1 });
    });
    const product = builder.add('MatMul', withEqualDepth(builder, factors)); // [N, A or 1, B or 1]
    const [isRow, isColumn] = inputs.map(({ shape }) => shape.length === 2);
    if (isRow) return builder.add('Squeeze', [product, integersConstant(builder, [1])]);
    return isColumn ? builder.add('Squeeze', [product, integersConstant(builder, [2])]) : product;
  },
};

/** One axis for both branches, or one each; from the front. */
function axisOf(axes: readonly number[], index: number, rank: number): number {
  const axis = axes[axes.length === 1 ? 0 : index] ?? 0;
  return axis < 0 ? axis + rank : axis;
}

/** [N, ..., F, ...] / √max(Σ squares along F, epsilon). */
function appendNormalized(builder: GraphBuilder, value: Value, axis: number): Value {
  const norm = builder.add('ReduceL2', [value], { axes: [axis] });
  const bounded = builder.add('Max', [norm, scalarConstant(builder, Math.sqrt(leastSquare))]);
  return builder.add('Div', [value, bounded]);
}

/** [N, A, F] and [N, F, B], where the F of both may have different names. */
function withEqualDepth(builder: GraphBuilder, factors: readonly Value[]): readonly Value[] {
  const [left, right] = factors;
  const depth = left?.shape[2];
  if (left === undefined || right === undefined || typeof depth !== 'string') return factors;
  if (typeof right.shape[1] !== 'string' || right.shape[1] === depth) return factors;
  return [left, builder.assume(right, right.shape.with(1, depth))];
}

/** Of rank 3, with the axis of the product at `last`. */
function appendFactor(
  builder: GraphBuilder,
  value: Value,
  { axis, last }: { readonly axis: number; readonly last: number },
): Value {
  if (value.shape.length === 2)
    return builder.add('Unsqueeze', [value, integersConstant(builder, [3 - last])]);
  return axis === last ? value : builder.add('Transpose', [value], { perm: [0, 2, 1] });
}
