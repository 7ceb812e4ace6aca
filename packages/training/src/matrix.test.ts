import { describe, expect, it } from 'vitest';
import { checkFeatureMatrix, checkTrainingData, type Matrix } from './matrix.js';

const sound = matrix([1, 2, 3, 4], [0, 1]);

describe('checkTrainingData', () => {
  it('takes rows of both classes, and a validation split of one', () => {
    expect(() => checkTrainingData({ train: sound, validation: matrix([5, 6], [1]) }, 2)).not.toThrow();
  });

  it('refuses training rows of one class', () => {
    const train = matrix([1, 2, 3, 4], [1, 1]);
    expect(() => checkTrainingData({ train, validation: sound }, 2)).toThrow(
      expect.objectContaining({
        code: 'TRAINING_DATA_INVALID',
        kind: 'dataInvalid',
        message: expect.stringContaining('all 2 rows have the label 1'),
      }),
    );
  });

  it('refuses splits without rows, all of them in one error', () => {
    const empty = matrix([], []);
    expect(() => checkTrainingData({ train: empty, validation: empty }, 2)).toThrow(
      /train must have rows; got none.*validation must have rows; got none/s,
    );
  });

  it('counts features that are not finite by column, without showing rows', () => {
    const train = matrix([1, Number.NaN, 3, Number.NaN, Number.POSITIVE_INFINITY, 6], [0, 1, 1]);
    expect(() => checkTrainingData({ train, validation: sound }, 2)).toThrow(
      /feature 0 is not in 1 of 3 rows.*feature 1 is not in 2 of 3 rows/s,
    );
  });

  it('refuses labels other than 0 and 1', () => {
    const train = matrix([1, 2, 3, 4, 5, 6], [0, 1, 2]);
    expect(() => checkTrainingData({ train, validation: sound }, 2)).toThrow(/1 of 3 are not/);
  });

  it('refuses shapes that contradict each other before it looks inside', () => {
    const train = { ...sound, labels: Uint8Array.of(1) };
    expect(() => checkTrainingData({ train, validation: { ...sound, width: 3 } }, 2)).toThrow(
      expect.objectContaining({
        code: 'MATRIX_MISMATCH',
        kind: 'usage',
        message: expect.stringMatching(/train.*got 1 labels for 2 rows.*width 2; got 3.*2 x 3.*got 4/s),
      }),
    );
  });
});

describe('checkFeatureMatrix', () => {
  it('holds the matrix to the width of the model', () => {
    expect(() => checkFeatureMatrix(sound, 2)).not.toThrow();
    expect(() => checkFeatureMatrix(sound, 5)).toThrow(
      expect.objectContaining({
        code: 'MATRIX_MISMATCH',
        message: expect.stringContaining('width 5; got 2'),
      }),
    );
  });
});

/** Two features a row. */
function matrix(features: readonly number[], labels: readonly number[]): Matrix {
  return {
    features: Float32Array.from(features),
    labels: Uint8Array.from(labels),
    rows: labels.length,
    width: 2,
  };
}
