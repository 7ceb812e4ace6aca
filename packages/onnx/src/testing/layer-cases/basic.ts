/** For tests: cases of the layers that need no file of their own: activations, dense, normalisation, dropout. */

import { layers } from '@tensorflow/tfjs-layers';
import { activationConverters } from '../../layers/activations.js';
import type { LayerCase } from '../layer-case.js';

/** What tfjs accepts; its type lacks logSoftmax. */
type ActivationIdentifier = Parameters<typeof layers.activation>[0]['activation'];
// Safe: the table's keys are class names of tfjs, and a wrong one fails when the layer is made.
const activationNames = Object.keys(activationConverters) as ActivationIdentifier[];

const flat = [5];
const image = [2, 3, 4];

export const basicCases = {
  InputLayer: [{ title: 'alone', inputShape: flat, build: (args) => layers.inputLayer(args) }],
  Activation: activationNames.flatMap((activation) => [
    { title: activation, inputShape: flat, build: (args) => layers.activation({ ...args, activation }) },
    {
      title: `${activation} on rank 3`,
      inputShape: [2, 5],
      build: (args) => layers.activation({ ...args, activation }),
    },
  ]),
  Dense: [
    ...activationNames.map<LayerCase>((activation) => ({
      title: activation,
      inputShape: flat,
      build: (args) => layers.dense({ ...args, units: 3, activation }),
    })),
    { title: 'no activation', inputShape: flat, build: (args) => layers.dense({ ...args, units: 3 }) },
    {
      title: 'no bias',
      inputShape: flat,
      build: (args) => layers.dense({ ...args, units: 3, useBias: false }),
    },
    { title: 'one unit', inputShape: [1], build: (args) => layers.dense({ ...args, units: 1 }) },
    {
      title: 'rank 3',
      inputShape: [2, 5],
      build: (args) => layers.dense({ ...args, units: 3, activation: 'tanh' }),
    },
    {
      title: 'rank 4, no bias',
      inputShape: image,
      build: (args) => layers.dense({ ...args, units: 3, useBias: false }),
    },
  ],
  ReLU: [
    { title: 'unbounded', inputShape: flat, build: (args) => layers.reLU(args) },
    { title: 'maxValue 1.5', inputShape: flat, build: (args) => layers.reLU({ ...args, maxValue: 1.5 }) },
  ],
  LeakyReLU: [
    { title: 'default alpha', inputShape: flat, build: (args) => layers.leakyReLU(args) },
    { title: 'alpha 0', inputShape: flat, build: (args) => layers.leakyReLU({ ...args, alpha: 0 }) },
    { title: 'alpha 1.5', inputShape: image, build: (args) => layers.leakyReLU({ ...args, alpha: 1.5 }) },
  ],
  ELU: [{ title: 'default alpha', inputShape: flat, build: (args) => layers.elu(args) }],
  ThresholdedReLU: [
    { title: 'default theta', inputShape: flat, build: (args) => layers.thresholdedReLU(args) },
    { title: 'theta -1', inputShape: flat, build: (args) => layers.thresholdedReLU({ ...args, theta: -1 }) },
  ],
  PReLU: [
    { title: 'own slope for each', inputShape: flat, build: (args) => layers.prelu(args) },
    {
      title: 'shared axes',
      inputShape: image,
      build: (args) => layers.prelu({ ...args, sharedAxes: [1, 2] }),
    },
  ],
  Softmax: [
    { title: 'default axis', inputShape: flat, build: (args) => layers.softmax(args) },
    { title: 'axis -1 of rank 4', inputShape: image, build: (args) => layers.softmax({ ...args, axis: -1 }) },
  ],
  Flatten: [
    { title: 'channels last', inputShape: image, build: (args) => layers.flatten(args) },
    {
      title: 'channels first',
      inputShape: image,
      build: (args) => layers.flatten({ ...args, dataFormat: 'channelsFirst' }),
    },
    {
      title: 'channels first on rank 3',
      inputShape: [2, 3],
      build: (args) => layers.flatten({ ...args, dataFormat: 'channelsFirst' }),
    },
  ],
  BatchNormalization: [
    { title: 'defaults', inputShape: flat, build: (args) => layers.batchNormalization(args) },
    {
      title: 'axis -1 of an image',
      inputShape: image,
      build: (args) => layers.batchNormalization({ ...args, axis: -1 }),
    },
    {
      title: 'no scale',
      inputShape: flat,
      build: (args) => layers.batchNormalization({ ...args, scale: false }),
    },
    {
      title: 'no center',
      inputShape: flat,
      build: (args) => layers.batchNormalization({ ...args, center: false }),
    },
    {
      title: 'neither, epsilon 0.1',
      inputShape: flat,
      build: (args) => layers.batchNormalization({ ...args, scale: false, center: false, epsilon: 0.1 }),
    },
    {
      title: 'frozen',
      inputShape: flat,
      build: (args) => layers.batchNormalization({ ...args, trainable: false }),
    },
  ],
  Dropout: [{ title: 'rate 0.5', inputShape: flat, build: (args) => layers.dropout({ ...args, rate: 0.5 }) }],
  AlphaDropout: [
    { title: 'rate 0.5', inputShape: flat, build: (args) => layers.alphaDropout({ ...args, rate: 0.5 }) },
  ],
  GaussianDropout: [
    { title: 'rate 0.5', inputShape: flat, build: (args) => layers.gaussianDropout({ ...args, rate: 0.5 }) },
  ],
  GaussianNoise: [
    { title: 'stddev 1', inputShape: flat, build: (args) => layers.gaussianNoise({ ...args, stddev: 1 }) },
  ],
  SpatialDropout1D: [
    {
      title: 'rate 0.5',
      inputShape: [2, 5],
      build: (args) => layers.spatialDropout1d({ ...args, rate: 0.5 }),
    },
  ],
} satisfies Readonly<Record<string, readonly LayerCase[]>>;
