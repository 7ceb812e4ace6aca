/**
 * tf.layers.masking: steps of [N, T, features] that equal maskValue throughout become zero, and the recurrent layers
 * behind skip them.
 */

import type { Value } from '../graph/graph.js';
import { numberIn } from './layer-config.js';
import { type LayerContext, type LayerConverter, scalarConstant } from './layer-converter.js';
import { appendNotEqual } from './mask.js';

export const masking: LayerConverter = {
  convert: (context) => context.builder.add('Mul', [context.input, appendIsAnyDifferent(context, 1)]),
  mask: (context) => () => appendIsAnyDifferent(context, 0),
};

/** 1 for steps that count, [N, T, 1] or without `keepdims` [N, T]. */
function appendIsAnyDifferent({ builder, input, config }: LayerContext, keepdims: 0 | 1): Value {
  const isDifferent = appendNotEqual(builder, input, scalarConstant(builder, numberIn(config, 'maskValue')));
  return builder.add('ReduceMax', [isDifferent], { axes: [input.shape.length - 1], keepdims });
}
