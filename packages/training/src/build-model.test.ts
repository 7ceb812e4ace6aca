import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from './backend.js';
import { buildModel } from './build-model.js';
import {
  activations,
  logisticRegression,
  type ModelDefinition,
  multilayerPerceptron,
} from './model-definition.js';

const context = { inputWidth: 3, seed: 1 };

beforeAll(() => selectBackend('wasm'));

describe('buildModel', () => {
  it('starts a logistic regression from zero', () => {
    expect(weightsOf(logisticRegression())).toEqual([[0, 0, 0], [0]]);
  });

  it('builds one linear logit behind the hidden layers and their dropout', () => {
    const model = buildModel(multilayerPerceptron({ hidden: [4, 2] }), context);
    expect(model.layers.map((layer) => layer.getClassName())).toEqual([
      'InputLayer',
      'Dense',
      'Dropout',
      'Dense',
      'Dropout',
      'Dense',
    ]);
    expect(model.layers.at(-1)?.getConfig().activation).toBe('linear');
    expect(model.outputs[0]?.shape).toEqual([null, 1]);
    model.dispose();
  });

  it('leaves dropout out at 0', () => {
    const model = buildModel(multilayerPerceptron({ hidden: [4], dropout: 0 }), context);
    expect(model.layers.map((layer) => layer.name)).not.toContain('dropout_1');
    model.dispose();
  });

  it.each(activations)('knows the activation %s', (activation) => {
    expect(weightsOf(multilayerPerceptron({ hidden: [2], activation }))).toHaveLength(4);
  });

  it('gives the same weights for the same seed, whatever was built before, and others for another', () => {
    const definition = multilayerPerceptron({ hidden: [4, 4] });
    const first = weightsOf(definition);
    expect(weightsOf(definition)).toEqual(first);
    expect(weightsOf(definition, { ...context, seed: 2 })).not.toEqual(first);
  });

  it('starts layers of one size differently', () => {
    const [first, , second] = weightsOf(multilayerPerceptron({ hidden: [3, 3] }));
    expect(second).not.toEqual(first);
  });

  it('takes a builder of the project’s own', () => {
    const builder: ModelDefinition = ({ inputWidth }) =>
      layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [inputWidth] })] });
    expect(weightsOf(builder)).toHaveLength(2);
  });

  it('refuses a builder’s model of another shape, and disposes it', () => {
    const before = tf.memory().numTensors;
    const builder: ModelDefinition = () =>
      layers.sequential({
        layers: [layers.layers.dense({ units: 2, inputShape: [5], activation: 'softmax' })],
      });
    expect(() => buildModel(builder, context)).toThrow(
      expect.objectContaining({
        code: 'MODEL_UNSUITABLE',
        kind: 'usage',
        message: expect.stringMatching(
          /\[null, 3\]; got \[null, 5\].*\[null, 1\]; got \[null, 2\].*'softmax'/s,
        ),
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reports all problems of a definition together', () => {
    const definition = multilayerPerceptron({ hidden: [0], dropout: 1, l2: -1 });
    expect(() => buildModel(definition, context)).toThrow(
      expect.objectContaining({
        code: 'MODEL_DEFINITION_INVALID',
        kind: 'usage',
        message: expect.stringMatching(/l2.*got -1.*hidden.*got \[0\].*dropout.*got 1/s),
      }),
    );
  });

  it('refuses seed 0, which tfjs takes for no seed', () => {
    expect(() => buildModel(logisticRegression(), { inputWidth: 3, seed: 0 })).toThrow(/seed.*got 0/s);
  });
});

function weightsOf(definition: ModelDefinition, given = context): readonly number[][] {
  const model = buildModel(definition, given);
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  model.dispose();
  return weights;
}
