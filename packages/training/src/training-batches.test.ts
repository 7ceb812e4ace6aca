import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from './backend.js';
import type { Matrix } from './matrix.js';
import { seededRandom } from './seeded-random.js';
import { type Batch, type BatchOptions, TrainingBatches } from './training-batches.js';

/** Row i is [i, 10 i]; odd rows are positive. */
const matrix: Matrix = {
  features: Float32Array.of(0, 0, 1, 10, 2, 20, 3, 30, 4, 40),
  labels: Uint8Array.of(0, 1, 0, 1, 0),
  rows: 5,
  width: 2,
};
const weights = { negative: 0.5, positive: 2 };

beforeAll(() => selectBackend('wasm'));

describe('TrainingBatches', () => {
  it('gives all rows in order for full, epoch after epoch', () => {
    const whole = {
      rows: 5,
      features: [0, 0, 1, 10, 2, 20, 3, 30, 4, 40],
      labels: [0, 1, 0, 1, 0],
      weights: [0.5, 2, 0.5, 2, 0.5],
    };
    expect(epochsOf('full', 2)).toEqual([[whole], [whole]]);
    expect(epochsOf(5, 1)).toEqual([[whole]]);
    expect(epochsOf(6, 1)).toEqual([[whole]]);
  });

  it('gives each row once an epoch, with its own label and weight, the last batch smaller', () => {
    for (const epoch of epochsOf(2, 3)) {
      expect(epoch.map((batch) => batch.rows)).toEqual([2, 2, 1]);
      const first = epoch.flatMap((batch) => batch.features.filter((_, i) => i % 2 === 0));
      const second = epoch.flatMap((batch) => batch.features.filter((_, i) => i % 2 === 1));
      expect([...first].sort()).toEqual([0, 1, 2, 3, 4]);
      expect(second).toEqual(first.map((row) => 10 * row));
      expect(epoch.flatMap((batch) => batch.labels)).toEqual(first.map((row) => row % 2));
      expect(epoch.flatMap((batch) => batch.weights)).toEqual(first.map((row) => (row % 2 === 1 ? 2 : 0.5)));
    }
  });

  it('orders the rows anew each epoch', () => {
    const [first, second] = epochsOf(1, 2);
    expect(second).not.toEqual(first);
  });

  it('disposes what it made, also when an epoch is left early', () => {
    const before = tf.memory().numTensors;
    epochsOf('full', 1);
    epochsOf(2, 1);
    const batches = new TrainingBatches(matrix, options(2));
    for (const _ of batches.epoch()) break;
    batches.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

function options(batchSize: BatchOptions['batchSize']): BatchOptions {
  return { batchSize, weights, random: seededRandom(1, 'order') };
}

function epochsOf(batchSize: BatchOptions['batchSize'], epochs: number) {
  const batches = new TrainingBatches(matrix, options(batchSize));
  const seen = Array.from({ length: epochs }, () => Array.from(batches.epoch(), (batch) => read(batch)));
  batches.dispose();
  return seen;
}

function read({ rows, features, labels, weights: given }: Batch) {
  const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
  return { rows, features: values(features), labels: values(labels), weights: values(given) };
}
