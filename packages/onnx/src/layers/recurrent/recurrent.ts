/**
 * tf.layers.lstm, gru, simpleRNN and rnn: [N, T, features], and the initial states where they are given, to the last
 * output [N, units] or, with returnSequences, all of them [N, T, units]; with returnState the last states follow.
 * `unroll` and `implementation` change how tfjs computes, not what.
 */

import type { LayerConverter } from '../layer-converter.js';
import { appendRecurrent, appendReversed } from './append-recurrent.js';
import { recurrentLayerOf, recurrentLimits, refuseRecurrent } from './recurrent-layer.js';

export const lstm = recurrent('LSTM');
export const gru = recurrent('GRU');
export const simpleRnn = recurrent('SimpleRNN');
export const rnn = recurrent('RNN');

function recurrent(className: string): LayerConverter {
  return {
    limits: recurrentLimits,
    refuse: ({ config, inputShapes }) => refuseRecurrent({ className, config }, inputShapes[0]?.[1]),
    readsMask: () => 'as tfjs',
    mask: ({ config, mask }) => (config.returnSequences === true ? mask : undefined),
    convert: ({ builder, inputs: [input, ...initialStates], config, weights, mask }) => {
      if (input === undefined) throw new TypeError(`${className} must have an input`);
      const layer = recurrentLayerOf({ className, config }, weights);
      const run = { layer, backwards: layer.goBackwards, initialStates, mask };
      const { output, states } = appendRecurrent(builder, input, run);
      // tfjs gives the sequence in the order in which it went through it.
      const isReversed = layer.goBackwards && layer.returnSequences;
      return [isReversed ? appendReversed(builder, output) : output, ...states];
    },
  };
}
