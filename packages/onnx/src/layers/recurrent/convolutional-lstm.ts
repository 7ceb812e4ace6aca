/**
 * tf.layers.convLstm2d: an LSTM whose products are convolutions (Shi et al. 2015, without peepholes), over images
 * [N, T, rows, columns, channels], or channels first. The steps are written out. Weights: kernel [...window, in,
 * 4 · filters], recurrent kernel [...window, filters, 4 · filters], bias; the gates in the order i, f, c, o.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { appendActivation, refuseActivation } from '../activations.js';
import { type LayerConfig, numberIn, numbersIn, textIn } from '../layer-config.js';
import {
  integersConstant,
  type LayerConverter,
  type LayerDescription,
  type LayerWeight,
  weightAt,
  weightConstant,
} from '../layer-converter.js';
import type { Mask } from '../mask.js';
import { fromChannelsFirst, isChannelsFirst, toChannelsFirst } from '../spatial/channel-order.js';
import { toKernelFirst, windowOf } from '../spatial/kernel.js';
import { refusePadding, windowAttributes } from '../spatial/window.js';
import { appendReversed, type RecurrentOutputs } from './append-recurrent.js';
import { appendSteps, longestUnrolled, refuseUnrolling, type StepPosition } from './unrolled-steps.js';

export const convolutionalLstm: LayerConverter = {
  limits: `not stateful; sequences of a known length, at most ${longestUnrolled}; masks where images keep their size, channelsLast`,
  refuse: refuseConvolutionalLstm,
  readsMask: ({ config }) => readsImageMask(config),
  mask: ({ config, mask }) => (config.returnSequences === true ? mask : undefined),
  convert: ({ builder, input, config, weights, mask }) => {
    const backwards = config.goBackwards === true;
    const { output, states } = appendConvolutionalLstm(builder, input, { config, weights, backwards, mask });
    // tfjs gives the sequence in the order in which it went through it.
    const isReversed = backwards && config.returnSequences === true;
    return [isReversed ? appendReversed(builder, output) : output, ...states];
  },
};

/** Why such a layer cannot be exported; undefined when it can. */
export function refuseConvolutionalLstm(
  layer: Pick<LayerDescription, 'config' | 'inputShapes'>,
): string | undefined {
  const { config, inputShapes } = layer;
  if (config.stateful === true)
    return 'it is stateful: what it remembers between two calls is no part of a graph; rebuild it with stateful: false';
  const [batch = null, steps, ...image] = inputShapes[0] ?? [];
  const names = [config.activation, config.recurrentActivation];
  const reasons = names.map((activation) => refuseActivation({ config: { activation } }));
  return (
    reasons.find((reason) => reason !== undefined) ??
    refuseUnrolling(steps) ??
    refusePadding({ config, inputRank: 4, inputShapes: [[batch, ...image]], converters: {} })
  );
}

/** A mask [N, T, rows, columns] is one of pixels; tfjs takes it for one of the output's, too, and in no other order. */
export function readsImageMask(config: LayerConfig): 'as tfjs' | 'unlike tfjs' {
  const strides = numbersIn(config, 'strides');
  const keepsSize = textIn(config, 'padding') === 'same' && strides.every((stride) => stride === 1);
  return keepsSize && !isChannelsFirst(config) ? 'as tfjs' : 'unlike tfjs';
}

export interface ConvolutionalLstmOptions {
  readonly config: LayerConfig;
  readonly weights: readonly LayerWeight[];
  readonly backwards: boolean;
  /** Which pixels count; undefined when all do. */
  readonly mask: Mask | undefined;
}

/**
 * Takes [N, T, ...image]; gives the last output, or with returnSequences all of them in the order of time. Inside, time
 * is one more axis of the image, [N, channels, T, rows, columns], under a window of 1.
 */
export function appendConvolutionalLstm(
  builder: GraphBuilder,
  input: Value,
  { config, weights, backwards, mask }: ConvolutionalLstmOptions,
): RecurrentOutputs {
  const filters = numberIn(config, 'filters');
  const context: StepContext = {
    builder,
    config,
    filters,
    recurrent: weightConstant(builder, toTimedKernel(weightAt(weights, 1))),
  };
  const zeros = builder.constant('float32', [1, filters, 1, 1, 1], new Float32Array(filters));
  const { outputs, states } = appendSteps(builder, appendInputProduct(builder, input, { config, weights }), {
    timeAxis: 2,
    backwards,
    countedAt: mask && pixelsCountedAt(builder, mask()),
    initialStates: [zeros, zeros],
    appendStep: (product, previous) => appendStep(context, product, previous),
  });
  const [last, carry] = states.map((state) => toImage(context, state));
  if (last === undefined || carry === undefined) throw new TypeError('a step must have two states');
  return {
    output: config.returnSequences === true ? toSequence(builder, config, outputs) : last,
    states: config.returnState === true ? [last, carry] : [],
  };
}

interface StepContext {
  readonly builder: GraphBuilder;
  readonly config: LayerConfig;
  readonly filters: number;
  /** [4 · filters, filters, 1, ...window]. */
  readonly recurrent: Value;
}

/** The mask [N, T, rows, columns] by steps, bool [N, 1, 1, rows, columns]. */
function pixelsCountedAt(builder: GraphBuilder, mask: Value): (position: StepPosition) => Value {
  const pixels = builder.add('Unsqueeze', [mask, integersConstant(builder, [1])]);
  const isCounted = builder.add('Cast', [pixels], { to: 'bool' });
  return ({ time }) => builder.add('Gather', [isCounted, integersConstant(builder, [time])], { axis: 2 });
}

/** x * kernel + bias for all steps at once, [N, 4 · filters, T, rows, columns]. */
function appendInputProduct(
  builder: GraphBuilder,
  input: Value,
  { config, weights }: Pick<ConvolutionalLstmOptions, 'config' | 'weights'>,
): Value {
  const kernel = weightAt(weights, 0);
  const x = isChannelsFirst(config)
    ? builder.add('Transpose', [input], { perm: [0, 2, 1, 3, 4] })
    : toChannelsFirst(builder, {}, input); // [N, channels, T, rows, columns]
  const dilations = [1, ...numbersIn(config, 'dilationRate')];
  const timed = { ...config, strides: [1, ...numbersIn(config, 'strides')] };
  const window = windowAttributes(timed, x.shape, { kernel: [1, ...windowOf(kernel)], dilations });
  const bias = config.useBias === false ? [] : [weightConstant(builder, weightAt(weights, 2))];
  const constant = weightConstant(builder, toTimedKernel(kernel));
  return builder.add('Conv', [x, constant, ...bias], { ...window, dilations });
}

/** i, f, c and o of x * W + h * R; c' = f · c + i · activation(c), h' = o · activation(c'). */
function appendStep(context: StepContext, product: Value, states: readonly Value[]): readonly Value[] {
  const { builder, filters } = context;
  const [h, c] = states;
  const widths = integersConstant(builder, [filters, filters, filters, filters]);
  const sum = builder.add('Add', [product, appendRecurrentProduct(context, h)]);
  const [i, f, g, o] = builder.addAll('Split', [sum, widths], { axis: 1 });
  const kept = builder.add('Mul', [activate(context, f, 'recurrentActivation'), c]);
  const proposed = activate(context, g, 'activation');
  const added = builder.add('Mul', [activate(context, i, 'recurrentActivation'), proposed]);
  const carry = builder.add('Add', [kept, added]);
  const gate = activate(context, o, 'recurrentActivation');
  return [builder.add('Mul', [gate, activate(context, carry, 'activation')]), carry];
}

/** h * recurrent kernel: padding 'same' and no strides, whatever the layer's own. */
function appendRecurrentProduct({ builder, recurrent }: StepContext, h: Value | undefined): Value {
  const added = recurrent.shape.slice(2).map((size) => Number(size) - 1);
  const before = added.map((count) => Math.floor(count / 2));
  return builder.add('Conv', [h, recurrent], {
    pads: [...before, ...added.map((count) => Math.ceil(count / 2))],
  });
}

/** A softmax runs along the last axis of the layer's own order: the channels, or with channels first the columns. */
function activate(
  { builder, config }: StepContext,
  x: Value | undefined,
  key: 'activation' | 'recurrentActivation',
): Value {
  if (x === undefined) throw new TypeError('a step must have four gates');
  return appendActivation(builder, x, textIn(config, key), { axis: isChannelsFirst(config) ? -1 : 1 });
}

/** [...window, in, out] as [out, in, 1, ...window]. */
function toTimedKernel(kernel: LayerWeight): LayerWeight {
  const { shape, data } = toKernelFirst(kernel);
  return { shape: [...shape.slice(0, 2), 1, ...shape.slice(2)], data };
}

/** A state [N, filters, 1, rows, columns] as an image in the layer's own order. */
function toImage({ builder, config }: StepContext, state: Value): Value {
  return fromChannelsFirst(builder, config, builder.add('Squeeze', [state, integersConstant(builder, [2])]));
}

/** [N, filters, T, rows, columns] as a sequence of images in the layer's own order. */
function toSequence(builder: GraphBuilder, config: LayerConfig, value: Value): Value {
  return isChannelsFirst(config)
    ? builder.add('Transpose', [value], { perm: [0, 2, 1, 3, 4] })
    : fromChannelsFirst(builder, {}, value);
}
