/** tf.layers.{max,average}Pooling{1d,2d,3d}. The average leaves the padding out, as tfjs does. */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { numbersIn } from '../layer-config.js';
import { integersConstant, type LayerConverter, scalarConstant } from '../layer-converter.js';
import { fromChannelsFirst, toChannelsFirst } from './channel-order.js';
import { refusePadding, type WindowAttributes, windowAttributes } from './window.js';

export const maxPooling = pooling('MaxPool');
export const averagePooling = pooling('AveragePool');

type PoolOp = 'MaxPool' | 'AveragePool';

function pooling(op: PoolOp): LayerConverter {
  return {
    limits: "padding 'same' with strides above the window: of known size, and not in 3D, where tfjs is wrong",
    refuse: refusePadding,
    convert: ({ builder, config, input }) => {
      const x = toChannelsFirst(builder, config, input);
      const kernel = numbersIn(config, 'poolSize');
      const window = windowAttributes(config, x.shape, { kernel });
      return fromChannelsFirst(builder, config, appendPool(builder, x, { op, kernel, window }));
    },
  };
}

interface PoolOptions {
  readonly op: PoolOp;
  readonly kernel: readonly number[];
  readonly window: WindowAttributes;
}

/**
 * onnxruntime 1.30 (core/optimizer/pad_fusion.cc) merges zeros that a Pad puts around x into the pads of the op. There a
 * MaxPool takes them for less than any number, and pads as wide as the window are refused. Beside auto_pad it does not.
 */
function appendPool(builder: GraphBuilder, x: Value, { op, kernel, window }: PoolOptions): Value {
  const { pads = [], ...rest } = window;
  const attributes = { kernel_shape: kernel, ...rest };
  if (window.auto_pad !== undefined) return builder.add(op, [x], attributes);
  if (pads.every((length) => length === 0)) return builder.add(op, [x], { ...attributes, auto_pad: 'VALID' });
  const [before, behind] = [pads.slice(0, kernel.length), pads.slice(kernel.length)];
  // It works padding out as less than none for other windows, and fails.
  const isComputable = kernel.every(
    (size, axis) => size >= (window.strides[axis] ?? 1) || (behind[axis] ?? 0) > 0,
  );
  if (isComputable) return builder.add(op, [x], { ...attributes, auto_pad: 'SAME_UPPER' });
  if (op === 'AveragePool') return builder.add(op, [x], { ...attributes, pads });
  const edges = integersConstant(builder, [0, 0, ...before, 0, 0, ...behind]);
  const padded = builder.add('Pad', [x, edges, scalarConstant(builder, lowestFloat32)]);
  return builder.add(op, [padded], { ...attributes, auto_pad: 'VALID' });
}

const lowestFloat32 = -3.4028234663852886e38;
