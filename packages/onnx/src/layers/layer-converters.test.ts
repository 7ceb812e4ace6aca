/**
 * A battery over the converter table: every layer, with its options, random weights of both signs, batches of 1 and 3,
 * tfjs (cpu) against onnxruntime. A layer or an activation without a case fails.
 */

import { type LayersModel, layers } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { expectAgreement } from '../testing/expect-agreement.js';
import { inputsOf, type LayerCase, modelOf } from '../testing/layer-case.js';
import { featureCases } from '../testing/layer-cases/features.js';
import { globalPoolingCases } from '../testing/layer-cases/global-pooling.js';
import { imageCases } from '../testing/layer-cases/images.js';
import { mergingCases } from '../testing/layer-cases/merging.js';
import { recurrentCases } from '../testing/layer-cases/recurrent.js';
import { reshapingCases } from '../testing/layer-cases/reshaping.js';
import { spatialCases } from '../testing/layer-cases/spatial.js';
import { activationConverters } from './activations.js';
import { layerConverters } from './layer-converters.js';

/** What tfjs accepts; its type lacks logSoftmax. */
type ActivationIdentifier = Parameters<typeof layers.activation>[0]['activation'];
// Safe: the table's keys are class names of tfjs, and a wrong one fails when the layer is made.
const activationNames = Object.keys(activationConverters) as ActivationIdentifier[];

const flat = [5];
const image = [2, 3, 4];

const cases: Readonly<Record<keyof typeof layerConverters, readonly LayerCase[]>> = {
  ...featureCases,
  ...globalPoolingCases,
  ...imageCases,
  ...mergingCases,
  ...recurrentCases,
  ...reshapingCases,
  ...spatialCases,
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
};

const battery = Object.entries(cases).flatMap(([className, list]) =>
  list.map((layerCase) => ({ className, ...layerCase })),
);

describe('layerConverters', () => {
  const models: LayersModel[] = [];
  afterAll(() => {
    for (const model of models) model.dispose();
  });

  it.each(Object.keys(layerConverters))('%s has a case', (className) => {
    expect(battery.map((layerCase) => layerCase.className)).toContain(className);
  });

  it.each(battery)('$className, $title: onnxruntime agrees with tfjs', async ({
    className,
    ...layerCase
  }) => {
    const model = modelOf(layerCase, 1);
    models.push(model);
    expect(model.layers.map((layer) => layer.getClassName())).toContain(className);
    const { bytes } = exportToOnnx(model);
    for (const batch of [1, 3]) await expectAgreement(model, bytes, inputsOf(layerCase, batch));
  });
});
