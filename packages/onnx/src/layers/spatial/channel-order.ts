/**
 * tfjs keeps the channels last unless dataFormat says otherwise, ONNX always first. Each layer brings its input into
 * the one order and its output back; where two of them meet, moveTransposes drops the pair.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import type { LayerConfig } from '../layer-config.js';

/** A layer without a dataFormat has the channels last. */
export function isChannelsFirst(config: LayerConfig): boolean {
  return config.dataFormat === 'channelsFirst';
}

/** The axes between the batch and the channels, in the layer's own order. */
export function spatialAxes(config: LayerConfig, rank: number): readonly number[] {
  const first = isChannelsFirst(config) ? 2 : 1;
  return Array.from({ length: rank - 2 }, (_, i) => first + i);
}

/** From the layer's order to [N, C, ...spatial]. */
export function toChannelsFirst(builder: GraphBuilder, config: LayerConfig, value: Value): Value {
  if (isChannelsFirst(config)) return value;
  const rank = value.shape.length;
  return builder.add('Transpose', [value], { perm: [0, rank - 1, ...spatialAxes(config, rank)] });
}

/** From [N, C, ...spatial] back to the layer's order. */
export function fromChannelsFirst(builder: GraphBuilder, config: LayerConfig, value: Value): Value {
  if (isChannelsFirst(config)) return value;
  const spatial = Array.from({ length: value.shape.length - 2 }, (_, i) => i + 2);
  return builder.add('Transpose', [value], { perm: [0, ...spatial, 1] });
}
