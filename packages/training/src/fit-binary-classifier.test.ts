import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from './backend.js';
import { buildModel } from './build-model.js';
import { fitBinaryClassifier } from './fit-binary-classifier.js';
import type { EpochProgress, FitOptions } from './fit-options.js';
import type { Matrix } from './matrix.js';
import { logisticRegression, type ModelDefinition, multilayerPerceptron } from './model-definition.js';

/** Twelve rows that no line separates, so that the maximum likelihood is finite. */
const features = [
  [-2, 1, -1.5, -0.5, -1, 0.5, -0.5, -1],
  [0, 1.5, 0.25, -0.25, 0.5, -1.5, 0.75, 0.75],
  [1, -1, 1.5, 0, 2, 1, 2.5, -0.5],
].flat();
const labels = [0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1];
const train = matrixOf(labels);
const data = { train, validation: train };
/** Validation rows that say the opposite: the better the fit, the worse they get. */
const contrary = { train, validation: matrixOf(labels.map((label) => 1 - label)) };
const fullBatch = { seed: 1, batchSize: 'full', learningRate: 0.25 } as const;
const thorough = { ...fullBatch, epochs: 400, learningRate: 0.1, earlyStopping: 'none' } as const;

/** The loss is flat at its minimum: 1e-8 more, which float32 does not see, is 1e-4 in the coefficients. */
const coefficientDigits = 3;
const lossDigits = 6;

beforeAll(() => selectBackend('wasm'));

describe('fitBinaryClassifier', () => {
  it('converges to the maximum likelihood (scikit-learn LogisticRegression(C=inf))', async () => {
    const { weights, result } = await fit(logisticRegression(), thorough);
    expectClose(weights, [0.77729103, -1.31546261, -0.80528636]);
    expect(result.history.at(-1)?.trainLoss).toBeCloseTo(0.484259170791618, lossDigits);
    expect(result.history.at(-1)?.validationLoss).toBeCloseTo(0.484259170791618, lossDigits);
  });

  it('balances the classes in both losses (scikit-learn, class_weight="balanced")', async () => {
    const { weights, result } = await fit(logisticRegression(), { ...thorough, classWeight: 'balanced' });
    expectClose(weights, [0.68371916, -1.23532335, -0.41350381]);
    expect(result.history.at(-1)?.trainLoss).toBeCloseTo(0.5039104258862199, lossDigits);
    expect(result.history.at(-1)?.validationLoss).toBeCloseTo(0.5039104258862199, lossDigits);
  });

  it('reports each epoch: the training loss before its update, the validation loss after it', async () => {
    const seen: EpochProgress[] = [];
    const onEpoch = (progress: EpochProgress) => seen.push(progress);
    const { result } = await fit(logisticRegression(), {
      ...fullBatch,
      learningRate: 0.01,
      epochs: 3,
      onEpoch,
    });
    expect(seen.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(result.history).toEqual(seen.map(({ epochs: _, ...losses }) => losses));
    expect(seen[0]?.trainLoss).toBeCloseTo(Math.LN2, lossDigits); // all weights are zero
    expect(seen[1]?.trainLoss).toBeCloseTo(seen[0]?.validationLoss ?? 0, lossDigits); // the same rows and weights
    expect(result).toMatchObject({ epochs: 3, bestEpoch: 3, stoppedEarly: false });
  });

  it('stops after `patience` worse epochs with the weights of the best one', async () => {
    const options = { ...fullBatch, earlyStopping: { patience: 5 } };
    const { weights, result } = await fit(logisticRegression(), options, contrary);
    expect(result).toMatchObject({ epochs: 6, bestEpoch: 1, stoppedEarly: true });
    // Adam's first step is the learning rate, against the gradient: all later steps are undone.
    expectClose(weights, [0.25, -0.25, -0.25]);
  });

  it('restores the best weights when the epochs run out first', async () => {
    const options = { ...fullBatch, epochs: 4 };
    const { weights, result } = await fit(logisticRegression(), options, contrary);
    expect(result).toMatchObject({ epochs: 4, bestEpoch: 1, stoppedEarly: false });
    expectClose(weights, [0.25, -0.25, -0.25]);
  });

  it('keeps the weights of the last epoch without early stopping', async () => {
    const stopped = await fit(logisticRegression(), { ...fullBatch, epochs: 4 }, contrary);
    const { weights, result } = await fit(
      logisticRegression(),
      { ...fullBatch, epochs: 4, earlyStopping: 'none' },
      contrary,
    );
    expect(result).toEqual({ ...stopped.result, bestEpoch: 4 });
    expect(weights).not.toEqual(stopped.weights);
  });

  it('trains on a batch of one row, and on more rows than there are', async () => {
    const one = await fit(logisticRegression(), { seed: 1, epochs: 20, batchSize: 1, learningRate: 0.05 });
    expect(one.result.history.at(-1)?.trainLoss).toBeLessThan(0.6); // from 0.693
    const full = await fit(logisticRegression(), { seed: 1, epochs: 5, batchSize: 'full' });
    const more = await fit(logisticRegression(), { seed: 1, epochs: 5, batchSize: 1000 });
    expect(more.weights).toEqual(full.weights);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await fit(multilayerPerceptron({ hidden: [4] }), { seed: 1, epochs: 3, batchSize: 5 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lets the event loop run between two steps', async () => {
    let turns = 0;
    let running = true;
    const turn = () => {
      turns++;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await fit(logisticRegression(), { seed: 1, epochs: 10, batchSize: 4 });
    running = false;
    expect(turns).toBeGreaterThanOrEqual(30); // 10 epochs of 3 batches
  });

  it('stops when the signal is aborted, and disposes what it made', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const reason = new Error('enough');
    const epochs: number[] = [];
    const onEpoch = ({ epoch }: EpochProgress) => {
      epochs.push(epoch);
      if (epoch === 2) controller.abort(reason);
    };
    const options = { seed: 1, batchSize: 4, signal: controller.signal, onEpoch };
    await expect(fit(logisticRegression(), options)).rejects.toBe(reason);
    expect(epochs).toEqual([1, 2]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['validation', 'full'],
    ['training', 4],
  ] as const)('names the epoch in which the %s loss left the finite numbers', async (which, batchSize) => {
    const before = tf.memory().numTensors;
    const diverging = fit(logisticRegression(), { seed: 1, learningRate: 1e38, batchSize });
    await expect(diverging).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
      kind: 'usage',
      message: expect.stringMatching(`the ${which} loss of epoch 1 is not. Lower learningRate`),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses data and options before it touches the model', async () => {
    const oneClass = { train: matrixOf(labels.map(() => 1)), validation: train };
    await expect(fit(logisticRegression(), { seed: 1 }, oneClass)).rejects.toMatchObject({
      code: 'TRAINING_DATA_INVALID',
    });
    await expect(fit(logisticRegression(), { seed: 0 })).rejects.toMatchObject({
      code: 'FIT_OPTIONS_INVALID',
    });
  });

  it('refuses a model that gives probabilities', async () => {
    const dense = layers.layers.dense({ units: 1, inputShape: [2], activation: 'sigmoid' });
    const model = layers.sequential({ layers: [dense] });
    await expect(fitBinaryClassifier(model, data, { seed: 1 })).rejects.toMatchObject({
      code: 'MODEL_UNSUITABLE',
    });
    model.dispose();
  });
});

async function fit(definition: ModelDefinition, options: FitOptions, given = data) {
  const model = buildModel(definition, { inputWidth: 2, seed: 1 });
  try {
    const result = await fitBinaryClassifier(model, given, options);
    return { result, weights: model.getWeights().flatMap((weight) => Array.from(weight.dataSync())) };
  } finally {
    model.dispose();
  }
}

function matrixOf(given: readonly number[]): Matrix {
  return { features: Float32Array.from(features), labels: Uint8Array.from(given), rows: 12, width: 2 };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, coefficientDigits);
}
