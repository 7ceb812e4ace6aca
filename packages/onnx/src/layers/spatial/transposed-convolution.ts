/**
 * tf.layers.conv2dTranspose and conv3dTranspose. Weights: kernel [...window, out, in], bias [out]. Its output has length · stride, and
 * with padding 'valid' what the window reaches beyond. tfjs ignores a dilation.
 */

import { appendActivation, refuseActivation } from '../activations.js';
import { type LayerConfig, numbersIn, textIn } from '../layer-config.js';
import { type LayerConverter, weightAt, weightConstant } from '../layer-converter.js';
import { fromChannelsFirst, toChannelsFirst } from './channel-order.js';
import { toKernelFirst, windowOf } from './kernel.js';

export const transposedConvolution: LayerConverter = {
  refuse: refuseActivation,
  convert: ({ builder, config, input, weights }) => {
    const kernel = weightAt(weights, 0);
    const bias = config.useBias === false ? [] : [weightConstant(builder, weightAt(weights, 1))];
    const x = toChannelsFirst(builder, config, input);
    const constant = weightConstant(builder, toKernelFirst(kernel));
    const y = builder.add('ConvTranspose', [x, constant, ...bias], attributesOf(config, windowOf(kernel)));
    return appendActivation(builder, fromChannelsFirst(builder, config, y), textIn(config, 'activation'));
  },
};

/** tfjs pads volumes by less than nothing where a stride is above the window. */
export const transposedConvolution3d: LayerConverter = {
  ...transposedConvolution,
  limits: "padding 'same' with no stride above the window; on others tfjs itself is wrong",
  refuse: (layer) => {
    const { config } = layer;
    const window = numbersIn(config, 'kernelSize');
    const isWide = numbersIn(config, 'strides').some((stride, axis) => stride > (window[axis] ?? 1));
    // tfjs 4.22, ops/conv_util.js, get3DPadAndOutInfo: the padding is not bounded by 0, as it is for images.
    return isWide && textIn(config, 'padding') === 'same'
      ? "tfjs itself shifts its output with padding 'same' and a stride above the window; use 'valid', which is as long"
      : refuseActivation(layer);
  },
};

/** What the window reaches beyond length · stride is cut by 'same'; what it leaves open is added by both. */
function attributesOf(config: LayerConfig, window: readonly number[]) {
  const strides = numbersIn(config, 'strides');
  const beyond = window.map((size, axis) => size - (strides[axis] ?? 1));
  const cut = beyond.map((length) => (textIn(config, 'padding') === 'same' ? Math.max(length, 0) : 0));
  const before = cut.map((length) => Math.floor(length / 2));
  const behind = cut.map((length) => Math.ceil(length / 2));
  return {
    strides,
    pads: [...before, ...behind],
    output_padding: beyond.map((length) => Math.max(-length, 0)),
  };
}
