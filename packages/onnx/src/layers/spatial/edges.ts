/** tf.layers.zeroPadding2d and cropping2d: rows and columns added to or cut from the edges of an image. */

import type { Value } from '../../graph/graph.js';
import { type LayerConfig, numbersIn } from '../layer-config.js';
import { integersConstant, type LayerConverter } from '../layer-converter.js';
import { spatialAxes } from './channel-order.js';

export const zeroPadding: LayerConverter = {
  convert: ({ builder, config, input }) => {
    const edges = edgesIn(config, 'padding', input);
    const before = input.shape.map((_, axis) => edges.get(axis)?.[0] ?? 0);
    const behind = input.shape.map((_, axis) => edges.get(axis)?.[1] ?? 0);
    return builder.add('Pad', [input, integersConstant(builder, [...before, ...behind])]);
  },
};

export const cropping: LayerConverter = {
  convert: ({ builder, config, input }) => {
    const edges = [...edgesIn(config, 'cropping', input)];
    const starts = edges.map(([, [before]]) => before);
    // Ends count from behind; none is left out by an end beyond any length.
    const ends = edges.map(([, [, behind]]) => (behind === 0 ? Number.MAX_SAFE_INTEGER : -behind));
    const axes = edges.map(([axis]) => axis);
    const steps = edges.map(() => 1);
    const slices = [starts, ends, axes, steps].map((values) => integersConstant(builder, values));
    return builder.add('Slice', [input, ...slices]);
  },
};

/** Before and behind, by axis; the config holds [[top, bottom], [left, right]]. */
function edgesIn(
  config: LayerConfig,
  key: string,
  { shape }: Value,
): ReadonlyMap<number, readonly [number, number]> {
  const [top = 0, bottom = 0, left = 0, right = 0] = numbersIn({ edges: [config[key]].flat(2) }, 'edges');
  const [rows = 1, columns = 2] = spatialAxes(config, shape.length);
  return new Map([
    [rows, [top, bottom]],
    [columns, [left, right]],
  ]);
}
