/**
 * tf.layers.conv1d, conv2d, conv3d, depthwiseConv2d and separableConv2d: activation(x * kernel + bias), the activation
 * in the layer's own channel order. Weights: kernel [...window, in, out]; depthwise [...window, in, multiplier];
 * separable both, the second with a window of 1; then bias.
 */

import type { Value } from '../../graph/graph.js';
import { appendActivation, refuseActivation } from '../activations.js';
import { numbersIn, textIn } from '../layer-config.js';
import {
  type LayerContext,
  type LayerConverter,
  type LayerDescription,
  weightAt,
  weightConstant,
} from '../layer-converter.js';
import { fromChannelsFirst, isChannelsFirst, toChannelsFirst } from './channel-order.js';
import { toDepthwiseKernelFirst, toKernelFirst, windowOf } from './kernel.js';
import { refusePadding, windowAttributes } from './window.js';

export const convolution: LayerConverter = {
  refuse: refuseConvolution,
  convert: (context) =>
    finish(context, (x) => {
      const kernel = weightAt(context.weights, 0);
      const dilations = numbersIn(context.config, 'dilationRate');
      const window = windowAttributes(context.config, x.shape, { kernel: windowOf(kernel), dilations });
      const constant = weightConstant(context.builder, toKernelFirst(kernel));
      return context.builder.add('Conv', [x, constant, ...biasOf(context, 1)], { ...window, dilations });
    }),
};

export const convolution3d: LayerConverter = {
  ...convolution,
  limits: "padding 'same' with no stride above the window; on others tfjs itself is wrong",
};

/** tfjs returns the channels last from it whatever the data format, against its own output shape. */
export const convolution1d: LayerConverter = {
  ...convolution,
  limits: 'channelsLast',
  refuse: (layer) =>
    isChannelsFirst(layer.config)
      ? 'tfjs itself does not bring the channels of its output back to the front; use channelsLast'
      : refuseConvolution(layer),
};

export const depthwiseConvolution: LayerConverter = {
  limits: 'without a dilation, as in tfjs, which ignores it',
  refuse: refuseConvolution,
  // tfjs 4.22 does not pass dilationRate on, so neither does this.
  convert: (context) => finish(context, (x) => appendDepthwise(context, x, { bias: biasOf(context, 1) })),
};

export const separableConvolution: LayerConverter = {
  limits: 'channelsFirst only without bias',
  refuse: (layer) =>
    isChannelsFirst(layer.config) && layer.config.useBias !== false
      ? 'tfjs itself adds the bias to the wrong axis of channelsFirst; use channelsLast, or no bias'
      : refuseConvolution(layer),
  // tfjs applies this activation before it brings the channels back to the front: to them, if it is a softmax.
  convert: (context) => {
    const { builder, config, input, weights } = context;
    const x = toChannelsFirst(builder, config, input);
    const depthwise = appendDepthwise(context, x, { dilations: numbersIn(config, 'dilationRate') });
    const pointwise = weightConstant(builder, toKernelFirst(weightAt(weights, 1)));
    const mixed = builder.add('Conv', [depthwise, pointwise, ...biasOf(context, 2)]);
    const last = fromChannelsFirst(builder, {}, mixed);
    const activated = appendActivation(builder, last, textIn(config, 'activation'));
    return isChannelsFirst(config) ? toChannelsFirst(builder, {}, activated) : activated;
  },
};

function refuseConvolution(layer: LayerDescription): string | undefined {
  return refuseActivation(layer) ?? refusePadding(layer);
}

/** From the layer's order to [N, C, ...spatial], `append`, back, and the activation. */
function finish({ builder, config, input }: LayerContext, append: (x: Value) => Value): Value {
  const y = append(toChannelsFirst(builder, config, input));
  return appendActivation(builder, fromChannelsFirst(builder, config, y), textIn(config, 'activation'));
}

function appendDepthwise(
  { builder, config, weights }: LayerContext,
  x: Value,
  { dilations, bias = [] }: { readonly dilations?: readonly number[]; readonly bias?: readonly Value[] },
): Value {
  const kernel = weightAt(weights, 0);
  const kernelWindow = windowOf(kernel);
  const spread = dilations ?? kernelWindow.map(() => 1);
  const window = windowAttributes(config, x.shape, { kernel: kernelWindow, dilations: spread });
  const constant = weightConstant(builder, toDepthwiseKernelFirst(kernel));
  const group = Number(x.shape[1]);
  return builder.add('Conv', [x, constant, ...bias], { ...window, dilations: spread, group });
}

/** The bias, the weight at `index`, unless the layer has none. */
function biasOf({ builder, config, weights }: LayerContext, index: number): readonly Value[] {
  return config.useBias === false ? [] : [weightConstant(builder, weightAt(weights, index))];
}
