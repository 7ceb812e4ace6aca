/**
 * The window of a convolution or a pooling layer, as the attributes of its op: strides, dilations, and padding 'same'
 * as explicit pads (SAME_UPPER of the specification). onnxruntime refuses auto_pad beside a dilation, so auto_pad is
 * left to spatial dimensions whose length is known only when the graph runs.
 */

import type { Shape } from '../../graph/shape.js';
import { type LayerConfig, numbersIn, textIn } from '../layer-config.js';
import type { LayerDescription } from '../layer-converter.js';
import { spatialAxes } from './channel-order.js';

export interface WindowAttributes {
  readonly strides: readonly number[];
  readonly pads?: readonly number[];
  readonly auto_pad?: string;
}

/** Of a window over values [N, C, ...spatial]; `dilations` are 1 where they are left out. */
export function windowAttributes(
  config: LayerConfig,
  shape: Shape,
  { kernel, dilations = [] }: { readonly kernel: readonly number[]; readonly dilations?: readonly number[] },
): WindowAttributes {
  const strides = numbersIn(config, 'strides');
  if (textIn(config, 'padding') !== 'same') return { strides };
  const lengths = shape.slice(2).filter((dimension) => typeof dimension === 'number');
  if (lengths.length < shape.length - 2) return { strides, auto_pad: 'SAME_UPPER' };
  const totals = lengths.map((length, axis) => {
    const stride = strides[axis] ?? 1;
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0);
  });
  const before = totals.map((total) => Math.floor(total / 2));
  return { strides, pads: [...before, ...totals.map((total, axis) => total - (before[axis] ?? 0))] };
}

/** Why the padding of such a layer cannot be exported. */
export function refusePadding({ config, inputRank, inputShapes }: LayerDescription): string | undefined {
  const padding = textIn(config, 'padding');
  if (padding !== 'same' && padding !== 'valid')
    return `tfjs itself does not implement the padding '${padding}'`;
  const isDilated = config.dilationRate != null && numbersIn(config, 'dilationRate').some((rate) => rate > 1);
  const isOpen = spatialAxes(config, inputRank).some((axis) => inputShapes[0]?.[axis] == null);
  return padding === 'same' && isDilated && isOpen
    ? "padding 'same' beside a dilation needs an input whose length is known; give it, or pad to 'valid'"
    : undefined;
}
