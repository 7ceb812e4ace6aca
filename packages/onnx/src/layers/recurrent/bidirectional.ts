/**
 * tf.layers.bidirectional: the layer once in each direction, and their outputs joined by mergeMode. Two nodes of one
 * direction, not one of two: states, and the order of time, are then what they are anywhere. Weights: the forward
 * layer's, then the backward one's. tfjs itself takes no layers.rnn in it.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { layerIn } from '../layer-config.js';
import { type LayerContext, type LayerConverter, scalarConstant } from '../layer-converter.js';
import { appendRecurrent, appendReversed, type RecurrentOutputs } from './append-recurrent.js';
import { appendConvolutionalLstm, readsImageMask, refuseConvolutionalLstm } from './convolutional-lstm.js';
import { recurrentLayerOf, recurrentLimits, refuseRecurrent } from './recurrent-layer.js';

export const bidirectional: LayerConverter = {
  limits: recurrentLimits,
  refuse: ({ config, inputShapes }) => {
    const layer = layerIn(config, 'layer');
    return layer.className === 'ConvLSTM2D'
      ? refuseConvolutionalLstm({ config: layer.config, inputShapes })
      : refuseRecurrent(layer, inputShapes[0]?.[1]);
  },
  readsMask: ({ config }) => {
    const layer = layerIn(config, 'layer');
    return layer.className === 'ConvLSTM2D' ? readsImageMask(layer.config) : 'as tfjs';
  },
  mask: ({ config, mask }) => (layerIn(config, 'layer').config.returnSequences === true ? mask : undefined),
  convert: (context) => {
    const { builder, config } = context;
    const outputs = [false, true].map((isSecond) => appendDirection(context, isSecond));
    const merged = appendMerge(
      builder,
      outputs.map(({ output }) => output),
      config.mergeMode,
    );
    return [...merged, ...outputs.flatMap(({ states }) => states)];
  },
};

function appendDirection(
  { builder, inputs: [input, ...initialStates], config, weights, mask }: LayerContext,
  isSecond: boolean,
): RecurrentOutputs {
  if (input === undefined) throw new TypeError('Bidirectional must have an input');
  const halfOf = <T>(list: readonly T[]): readonly T[] =>
    isSecond ? list.slice(list.length / 2) : list.slice(0, list.length / 2);
  const layer = layerIn(config, 'layer');
  const goesBackwards = layer.config.goBackwards === true;
  const run = { weights: halfOf(weights), backwards: goesBackwards !== isSecond };
  const { output, states } =
    layer.className === 'ConvLSTM2D'
      ? appendConvolutionalLstm(builder, input, { ...run, config: layer.config, mask })
      : appendRecurrent(builder, input, {
          ...run,
          layer: recurrentLayerOf(layer, run.weights),
          initialStates: halfOf(initialStates),
          mask,
        });
  // tfjs turns the second sequence round: it lies in the order of time unless the first one goes backwards.
  const isReversed = goesBackwards && layer.config.returnSequences === true;
  return { output: isReversed ? appendReversed(builder, output) : output, states };
}

/** One output, or with the mode null one for each direction. */
function appendMerge(builder: GraphBuilder, outputs: readonly Value[], mode: unknown): readonly Value[] {
  switch (mode) {
    case 'concat':
      return [builder.add('Concat', outputs, { axis: -1 })];
    case 'sum':
      return [builder.add('Add', outputs)];
    case 'ave':
      return [builder.add('Mul', [builder.add('Add', outputs), scalarConstant(builder, 0.5)])];
    case 'mul':
      return [builder.add('Mul', outputs)];
    default:
      return outputs;
  }
}
