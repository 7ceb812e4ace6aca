/**
 * The layers that join branches element by element: add, multiply, average, maximum, minimum. Inputs of a lower rank
 * get new axes behind the batch, as tfjs does it, and not in front of it, as broadcasting would.
 */

import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { withEqualLengths } from './equal-lengths.js';
import {
  integersConstant,
  type LayerContext,
  type LayerConverter,
  scalarConstant,
} from './layer-converter.js';
import type { Mask } from './mask.js';

export const add = merging('Add');
export const multiply = merging('Mul');
export const maximum = merging('Max');
export const minimum = merging('Min');

export const average: LayerConverter = {
  refuseMasks: refuseMergedMasks,
  mask: mergedMask,
  convert: ({ builder, inputs }) => {
    const sum = appendMerge(builder, 'Add', inputs);
    return builder.add('Mul', [sum, scalarConstant(builder, 1 / inputs.length)]);
  },
};

type MergeOp = 'Add' | 'Mul' | 'Max' | 'Min';

function merging(op: MergeOp): LayerConverter {
  return {
    refuseMasks: refuseMergedMasks,
    mask: mergedMask,
    convert: ({ builder, inputs }) => appendMerge(builder, op, inputs),
  };
}

/** tfjs 4.22, layers/merge.ts: where the first input has a mask, all must have one but the last of three or more. */
function refuseMergedMasks({ masks }: Pick<LayerContext, 'masks'>): string | undefined {
  const asked = masks.slice(0, -1);
  return asked.length > 1 && asked.includes(undefined)
    ? 'tfjs itself fails where only some of three or more inputs have a mask; join two at a time'
    : undefined;
}

/** [1, N, T], as in tfjs, which no layer can read; and without the last input's. */
function mergedMask({ builder, masks }: LayerContext): Mask | undefined {
  const asked = masks.slice(0, -1).filter((mask) => mask !== undefined);
  if (masks[0] === undefined) return undefined;
  return () => {
    const aligned = withEqualLengths(
      builder,
      asked.map((mask) => mask()),
    );
    const joined = aligned.reduce((a, b) => builder.add('Mul', [a, b]));
    return builder.add('Unsqueeze', [joined, integersConstant(builder, [0])]);
  };
}

function appendMerge(builder: GraphBuilder, op: MergeOp, inputs: readonly Value[]): Value {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  const raised = inputs.map((input) => raiseRank(builder, input, rank));
  return withEqualLengths(builder, raised).reduce((a, b) => builder.add(op, [a, b]));
}

function raiseRank(builder: GraphBuilder, value: Value, rank: number): Value {
  const missing = rank - value.shape.length;
  if (missing === 0) return value;
  const axes = Array.from({ length: missing }, (_, i) => i + 1);
  return builder.add('Unsqueeze', [value, integersConstant(builder, axes)]); // [N, 1, ..., rest]
}
