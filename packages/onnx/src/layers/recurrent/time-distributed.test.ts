import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { exportToOnnx } from '../../export-to-onnx.js';
import { GraphBuilder } from '../../graph/graph-builder.js';
import { errorOf } from '../../testing/error-of.js';
import { keep } from '../../testing/kept-model.js';
import { expectSequenceAgreement } from '../../testing/sequence-agreement.js';
import { randomModel } from '../../testing/tfjs-models.js';
import { appendLayersModel } from '../append-layers-model.js';
import type { Layer } from '../layer-converter.js';

function modelOf(layer: Layer, inputShape: (number | null)[]): LayersModel {
  return keep(randomModel([layers.timeDistributed({ layer, inputShape, name: 'each' })], 1));
}

const cases: Readonly<Record<string, readonly [layer: () => Layer, inputShape: (number | null)[]]>> = {
  'Dense, any length': [() => layers.dense({ units: 2, activation: 'softmax' }), [null, 3]],
  'Dense on images': [() => layers.dense({ units: 2 }), [5, 2, 3]],
  Activation: [() => layers.activation({ activation: 'tanh' }), [null, 3]],
  Softmax: [() => layers.softmax(), [5, 3]],
  Flatten: [() => layers.flatten(), [5, 2, 3]],
  'Flatten, one step': [() => layers.flatten(), [1, 2, 3]],
  PReLU: [() => layers.prelu(), [5, 3]],
  BatchNormalization: [() => layers.batchNormalization(), [5, 3]],
  'Flatten, any length': [() => layers.flatten(), [null, 2, 3]],
  'Softmax, any length': [() => layers.softmax(), [null, 3]],
  'Conv2D, any length': [
    () => layers.conv2d({ filters: 2, kernelSize: 2, padding: 'same' }),
    [null, 3, 4, 2],
  ],
  'a model': [
    () =>
      sequential({
        layers: [
          layers.conv1d({ filters: 2, kernelSize: 2, inputShape: [4, 3] }),
          layers.batchNormalization(),
          layers.globalAveragePooling1d({}),
        ],
      }),
    [5, 4, 3],
  ],
  'a model, any length': [
    () => sequential({ layers: [layers.flatten({ inputShape: [2, 3] }), layers.dense({ units: 2 })] }),
    [null, 2, 3],
  ],
  'a recurrent layer over sequences of sequences': [
    () => layers.gru({ units: 2, recurrentInitializer: 'zeros', returnSequences: true }),
    [5, 4, 3],
  ],
};

describe('timeDistributed', () => {
  it.each(Object.entries(cases))('%s: onnxruntime agrees with tfjs', async (_name, [layer, inputShape]) => {
    await expectSequenceAgreement(modelOf(layer(), inputShape));
  });

  it('gives a batch back its name', () => {
    const builder = new GraphBuilder({ name: 'named' });
    const input = builder.input('x', 'float32', ['N', 5, 2, 3]);
    const output = appendLayersModel(builder, modelOf(layers.flatten(), [5, 2, 3]), input);
    expect(output.shape).toEqual(['N', 5, 6]);
  });

  it('needs no node of its own around Dense', () => {
    const made = modelOf(layers.dense({ units: 2, useBias: false }), [null, 3]);
    expect(exportToOnnx(made).report.nodes).toBe(1);
  });

  it('refuses layers of a model in it by their own names', () => {
    const inner = layers.softmax({ axis: [0, 1], name: 'inside', inputShape: [3] });
    const error = errorOf(() => exportToOnnx(modelOf(sequential({ layers: [inner] }), [5, 3])));
    expect(error.message).toContain('inside (Softmax): softmax over several axes');
  });

  it.each([
    [() => layers.softmax(), [5, null, 3], 'must be known to apply Softmax'],
    [() => layers.softmax({ axis: [1] }), [5, 3], 'the layer in it, Softmax: softmax over several axes'],
  ] as const)('refuses what it cannot apply: %#', (layer, inputShape, reason) => {
    const error = errorOf(() => exportToOnnx(modelOf(layer(), [...inputShape])));
    expect(error.code).toBe('ONNX_LAYERS_UNSUPPORTED');
    expect(error.message).toContain('each (TimeDistributed): ');
    expect(error.message).toContain(reason);
  });
});
