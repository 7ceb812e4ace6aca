/**
 * The window of a convolution or a pooling layer, as the attributes of its op: strides, dilations, and padding 'same'
 * as explicit pads (SAME_UPPER of the specification). auto_pad is left to strides over spatial dimensions whose length
 * is known only when the graph runs: onnxruntime refuses it beside a dilation, but tfjs has no strides beside one.
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
  const lengths = shape.slice(2);
  // Windows that move by 1, or are as short, reach as far beyond an input of any length.
  const needsLength = lengths.some(
    (length, axis) => typeof length === 'string' && (kernel[axis] ?? 1) > 1 && (strides[axis] ?? 1) > 1,
  );
  if (needsLength) return { strides, auto_pad: 'SAME_UPPER' };
  const totals = lengths.map((length, axis) => {
    const options = { kernel: kernel[axis], stride: strides[axis], dilation: dilations[axis] };
    return Math.max(reachBeyond(typeof length === 'string' ? 1 : length, options), 0);
  });
  const before = totals.map((total) => Math.floor(total / 2));
  return { strides, pads: [...before, ...totals.map((total, axis) => total - (before[axis] ?? 0))] };
}

/** Why the padding of such a layer cannot be exported. */
export function refusePadding({ config, inputRank, inputShapes }: LayerDescription): string | undefined {
  const padding = textIn(config, 'padding');
  if (padding !== 'same' && padding !== 'valid')
    return `tfjs itself does not implement the padding '${padding}'`;
  if (padding === 'valid') return undefined;
  const lengths = spatialAxes(config, inputRank).map((axis) => inputShapes[0]?.[axis] ?? undefined);
  return refuseWideStrides(config, lengths);
}

/** Strides that leave something out between two windows, where the last window may end before the input does. */
function refuseWideStrides(
  config: LayerConfig,
  lengths: readonly (number | undefined)[],
): string | undefined {
  const isPooling = config.poolSize !== undefined;
  const kernel = numbersIn(config, isPooling ? 'poolSize' : 'kernelSize');
  const strides = numbersIn(config, 'strides');
  const mayEndBefore = lengths.some((length, axis) => {
    const options = { kernel: kernel[axis], stride: strides[axis] };
    return length === undefined
      ? (options.kernel ?? 1) < (options.stride ?? 1)
      : reachBeyond(length, options) < 0;
  });
  if (!mayEndBefore) return undefined;
  // tfjs 4.22, ops/conv_util.js, get3DPadAndOutInfo: the padding is not bounded by 0, as it is for images.
  if (lengths.length === 3)
    return "tfjs itself starts too late with padding 'same' and strides above the window; use smaller strides, or 'valid'";
  const needsLength = lengths.some((length, axis) => length === undefined && (kernel[axis] ?? 1) > 1);
  return isPooling && needsLength
    ? "onnxruntime needs a known length for padding 'same' with strides above the window; give it, or pad to 'valid'"
    : undefined;
}

/** How far the last window of 'same' reaches beyond the input; less than 0 where it ends before. */
function reachBeyond(
  length: number,
  {
    kernel = 1,
    stride = 1,
    dilation = 1,
  }: {
    readonly kernel: number | undefined;
    readonly stride: number | undefined;
    readonly dilation?: number | undefined;
  },
): number {
  return (Math.ceil(length / stride) - 1) * stride + (kernel - 1) * dilation + 1 - length;
}
