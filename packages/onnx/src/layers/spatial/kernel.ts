/** Kernels of convolutions, which tfjs keeps as [...window, in, out] and ONNX wants as [out, in, ...window]. */

import type { LayerWeight } from '../layer-converter.js';

/** The window's sizes. */
export function windowOf({ shape }: LayerWeight): readonly number[] {
  return shape.slice(0, -2);
}

/** [...window, in, out] as [out, in, ...window]; of a transposed convolution [...window, out, in] as [in, out, ...]. */
export function toKernelFirst(kernel: LayerWeight): LayerWeight {
  const rank = kernel.shape.length;
  return permuted(kernel, [rank - 1, rank - 2, ...windowOf(kernel).keys()]);
}

/** A depthwise kernel [...window, channels, multiplier] as [channels · multiplier, 1, ...window]. */
export function toDepthwiseKernelFirst({ shape, data }: LayerWeight): LayerWeight {
  const [channels = 1, multiplier = 1] = shape.slice(-2);
  return toKernelFirst({ shape: [...shape.slice(0, -2), 1, channels * multiplier], data });
}

/** Axis i of the result is axis `order[i]` of the weight. */
function permuted({ shape, data }: LayerWeight, order: readonly number[]): LayerWeight {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((total, length) => total * length, 1));
  const lengths = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = new Float32Array(data.length);
  for (let i = 0; i < result.length; i++) {
    let rest = i;
    let from = 0;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      const length = lengths[axis] ?? 1;
      from += (rest % length) * (steps[axis] ?? 1);
      rest = Math.floor(rest / length);
    }
    result[i] = data[from] ?? Number.NaN;
  }
  return { shape: lengths, data: result };
}
