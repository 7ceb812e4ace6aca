import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from './backend.js';
import { buildModel } from './build-model.js';
import { logisticRegression } from './model-definition.js';
import { predictLogits, predictProbabilities } from './predict.js';

beforeAll(() => selectBackend('wasm'));

describe('predictLogits', () => {
  it('is the linear part, one number a row', () => {
    const matrix = { features: Float32Array.of(1, 2, 3, 4), rows: 2, width: 2 };
    expect([...logitsOf([0.5, -1], 0.25, matrix)]).toEqual([-1.25, -2.25]);
  });

  it('gives each row its own answer beyond one batch', () => {
    const rows = 9000; // 4096 + 4096 + 808
    const features = Float32Array.from({ length: rows }, (_, row) => row);
    expect(logitsOf([1], 0, { features, rows, width: 1 })).toEqual(features);
  });

  it('takes no rows and one row', () => {
    expect(logitsOf([1], 2, { features: new Float32Array(0), rows: 0, width: 1 })).toEqual(
      new Float32Array(0),
    );
    expect(logitsOf([1], 2, { features: Float32Array.of(3), rows: 1, width: 1 })).toEqual(Float32Array.of(5));
  });

  it('refuses a matrix of another width', () => {
    expect(() => logitsOf([1], 0, { features: Float32Array.of(1, 2), rows: 1, width: 2 })).toThrow(
      expect.objectContaining({ code: 'MATRIX_MISMATCH' }),
    );
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    logitsOf([1], 0, { features: Float32Array.of(1, 2), rows: 2, width: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('predictProbabilities', () => {
  it('is the sigmoid to the last digit of float32, also far out (scipy.special.expit)', () => {
    const features = Float32Array.of(-100, -20, -1.5, 0, 1.5, 20, 100);
    const model = linearModel([1], 0);
    expect([...predictProbabilities(model, { features, rows: 7, width: 1 })]).toEqual([
      3.783505853677006e-44, 2.06115369216775e-9, 0.18242552876472473, 0.5, 0.8175745010375977, 1, 1,
    ]);
    model.dispose();
  });
});

function logitsOf(kernel: number[], bias: number, matrix: Parameters<typeof predictLogits>[1]): Float32Array {
  const model = linearModel(kernel, bias);
  try {
    return predictLogits(model, matrix);
  } finally {
    model.dispose();
  }
}

function linearModel(kernel: number[], bias: number) {
  const model = buildModel(logisticRegression(), { inputWidth: kernel.length, seed: 1 });
  tf.tidy(() => model.setWeights([tf.tensor2d(kernel, [kernel.length, 1]), tf.tensor1d([bias])]));
  return model;
}
