import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from './backend.js';
import { buildModel } from './build-model.js';
import { logisticRegression, type ModelDefinition, multilayerPerceptron } from './model-definition.js';
import { seededRandom } from './seeded-random.js';
import type { Batch } from './training-batches.js';
import { TrainingStep } from './training-step.js';

const rows: readonly (readonly [number, number])[] = [
  [-2, 1],
  [-1.5, -0.5],
  [-1, 0.5],
  [-0.5, -1],
  [0, 1.5],
  [0.25, -0.25],
  [0.5, -1.5],
  [0.75, 0.75],
  [1, -1],
  [1.5, 0],
  [2, 1],
  [2.5, -0.5],
];
const labels = [0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1];

beforeAll(() => selectBackend('wasm'));

describe('TrainingStep', () => {
  it('moves each weight by the learning rate against its gradient at first, as Adam does', () => {
    const { weights, losses } = run(logisticRegression(), { steps: 1, learningRate: 0.25 });
    // From zero each row's gradient is (0.5 - label) x; the sums are -2.75 and 2.5, and 1 for the bias.
    expectClose(weights, [0.25, -0.25, -0.25], 5);
    expect(losses[0]).toBeCloseTo(Math.LN2, 6);
  });

  it('penalises the coefficients, not the bias (scikit-learn LogisticRegression, C = 1 / (2 l2 rows))', () => {
    const { weights, losses } = run(logisticRegression({ l2: 0.05 }), { steps: 400, learningRate: 0.1 });
    // Float32 and Adam's last steps leave less than 1e-4.
    expectClose(weights, [0.51287858, -0.70990107, -0.57764033], 4);
    expect(losses.at(-1)).toBeCloseTo(0.5482530383338282, 6);
  });

  it('weighs the rows: twice the weight is twice the loss', () => {
    const { losses } = run(logisticRegression(), { steps: 1, learningRate: 0.1, weight: 2 });
    expect(losses[0]).toBeCloseTo(2 * Math.LN2, 6);
  });

  it('draws another dropout mask each step, from `noise`', () => {
    const definition = multilayerPerceptron({ hidden: [16], dropout: 0.5 });
    const still = { steps: 3, learningRate: 1e-12 }; // so that only the mask differs between two steps
    const { losses } = run(definition, still);
    expect(new Set(losses).size).toBe(3);
    expect(run(definition, still).losses).toEqual(losses);
    expect(run(definition, { ...still, noiseSeed: 2 }).losses).not.toEqual(losses);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    run(multilayerPerceptron(), { steps: 3, learningRate: 0.1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

interface RunOptions {
  readonly steps: number;
  readonly learningRate: number;
  readonly weight?: number;
  readonly noiseSeed?: number;
}

/** Takes steps on all rows; gives the loss before each and the weights after the last. */
function run(definition: ModelDefinition, { steps, learningRate, weight = 1, noiseSeed = 1 }: RunOptions) {
  const model = buildModel(definition, { inputWidth: 2, seed: 1 });
  const step = new TrainingStep(model, { learningRate, noise: seededRandom(noiseSeed, 'noise') });
  const batch = wholeBatch(weight);
  const losses = Array.from({ length: steps }, () => step.run(batch));
  const weights = model.getWeights().flatMap((tensor) => Array.from(tensor.dataSync()));
  tf.dispose([batch.features, batch.labels, batch.weights]);
  step.dispose();
  model.dispose();
  return { losses, weights };
}

function wholeBatch(weight: number): Batch {
  return {
    rows: rows.length,
    features: tf.tensor2d(rows.flat(), [rows.length, 2]),
    labels: tf.tensor2d(labels, [rows.length, 1]),
    weights: tf.fill([rows.length, 1], weight),
  };
}

function expectClose(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}
