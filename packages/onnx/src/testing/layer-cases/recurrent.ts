/** For the battery over the converter table: the recurrent layers. Their grid of options is in recurrent.test.ts. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';
import { randomInput } from '../tfjs-models.js';

/** The default, orthogonal, needs tfjs's chained ops, which tests do without; the weights are replaced anyway. */
const four = { units: 4, recurrentInitializer: 'zeros' } as const;
const twoFilters = { filters: 2, kernelSize: 2, recurrentInitializer: 'zeros' } as const;
const oneStep = [1, 3];
const fiveSteps = [5, 3];

/** Every second step is zero. */
function withZeros(shape: readonly number[], seed: number): Float32Array {
  return randomInput(shape, seed).map((value, i) => (Math.floor(i / 3) % 2 === 0 ? value : 0));
}

export const recurrentCases = {
  LSTM: [
    { title: 'five steps', inputShape: fiveSteps, build: (args) => layers.lstm({ ...args, ...four }) },
    { title: 'one step', inputShape: oneStep, build: (args) => layers.lstm({ ...args, ...four }) },
  ],
  GRU: [
    { title: 'five steps', inputShape: fiveSteps, build: (args) => layers.gru({ ...args, ...four }) },
    { title: 'one step', inputShape: oneStep, build: (args) => layers.gru({ ...args, ...four }) },
    {
      title: 'written out',
      inputShape: fiveSteps,
      build: (args) => layers.gru({ ...args, ...four, activation: 'gelu' }),
    },
  ],
  SimpleRNN: [
    { title: 'five steps', inputShape: fiveSteps, build: (args) => layers.simpleRNN({ ...args, ...four }) },
    { title: 'one step', inputShape: oneStep, build: (args) => layers.simpleRNN({ ...args, ...four }) },
  ],
  RNN: [
    {
      title: 'a stack over five steps',
      inputShape: fiveSteps,
      build: (args) => layers.rnn({ ...args, cell: [layers.gruCell(four), layers.lstmCell(four)] }),
    },
    {
      title: 'a cell over one step',
      inputShape: oneStep,
      build: (args) => layers.rnn({ ...args, cell: layers.gruCell(four) }),
    },
  ],
  ConvLSTM2D: [
    {
      title: 'three images',
      inputShape: [3, 4, 5, 2],
      build: (args) => layers.convLstm2d({ ...args, ...twoFilters, padding: 'same' }),
    },
    {
      title: 'channels first, one image',
      inputShape: [1, 2, 4, 5],
      build: (args) => layers.convLstm2d({ ...args, ...twoFilters, dataFormat: 'channelsFirst' }),
    },
  ],
  Bidirectional: [
    {
      title: 'five steps',
      inputShape: fiveSteps,
      build: (args) => layers.bidirectional({ ...args, layer: layers.gru(four) }),
    },
    {
      title: 'one step',
      inputShape: oneStep,
      build: (args) => layers.bidirectional({ ...args, layer: layers.gru(four) }),
    },
  ],
  Masking: [
    { title: 'alone', inputShape: fiveSteps, draw: withZeros, build: (args) => layers.masking(args) },
    {
      title: 'maskValue 0.5',
      inputShape: oneStep,
      build: (args) => layers.masking({ ...args, maskValue: 0.5 }),
    },
  ],
  TimeDistributed: [
    {
      title: 'Dense over five steps',
      inputShape: fiveSteps,
      build: (args) => layers.timeDistributed({ ...args, layer: layers.dense({ units: 2 }) }),
    },
    {
      title: 'Flatten over one step',
      inputShape: [1, 2, 3],
      build: (args) => layers.timeDistributed({ ...args, layer: layers.flatten() }),
    },
  ],
} satisfies Readonly<Record<string, readonly LayerCase[]>>;
