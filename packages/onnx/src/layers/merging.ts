/**
 * The layers that join branches element by element: add, multiply, average, maximum, minimum. Inputs of a lower rank
 * get new axes behind the batch, as tfjs does it, and not in front of it, as broadcasting would.
 */

import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { integersConstant, type LayerConverter, scalarConstant } from './layer-converter.js';

export const add = merging('Add');
export const multiply = merging('Mul');
export const maximum = merging('Max');
export const minimum = merging('Min');

export const average: LayerConverter = {
  convert: ({ builder, inputs }) => {
    const sum = appendMerge(builder, 'Add', inputs);
    return builder.add('Mul', [sum, scalarConstant(builder, 1 / inputs.length)]);
  },
};

type MergeOp = 'Add' | 'Mul' | 'Max' | 'Min';

function merging(op: MergeOp): LayerConverter {
  return { convert: ({ builder, inputs }) => appendMerge(builder, op, inputs) };
}

function appendMerge(builder: GraphBuilder, op: MergeOp, inputs: readonly Value[]): Value {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map((input) => raiseRank(builder, input, rank)).reduce((a, b) => builder.add(op, [a, b]));
}

function raiseRank(builder: GraphBuilder, value: Value, rank: number): Value {
  const missing = rank - value.shape.length;
  if (missing === 0) return value;
  const axes = Array.from({ length: missing }, (_, i) => i + 1);
  return builder.add('Unsqueeze', [value, integersConstant(builder, axes)]); // [N, 1, ..., rest]
}
