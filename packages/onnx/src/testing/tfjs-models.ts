/** For tests: tfjs models with random weights of both signs, and their predictions on the cpu backend. */

import '@tensorflow/tfjs-backend-cpu';
import { type Tensor as TfTensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, sequential } from '@tensorflow/tfjs-layers';
import type { Layer } from '../layers/layer-converter.js';
import { randomNumbers } from './random-numbers.js';

/** A Sequential of these layers; the first has an inputShape. */
export function randomModel(layers: readonly Layer[], seed: number): LayersModel {
  const model = sequential({ layers: [...layers] });
  randomiseWeights(model, seed);
  return model;
}

/** Replaces every weight by numbers from -1 to 1; variances stay positive. */
function randomiseWeights(model: LayersModel, seed: number): void {
  const next = randomNumbers(seed);
  tidy(() => {
    const weights = model.weights.map(({ shape, originalName }) => {
      const count = shape.reduce<number>((total, dimension) => total * (dimension ?? 1), 1);
      const isVariance = originalName.endsWith('variance');
      const values = Float32Array.from({ length: count }, () => (isVariance ? next() + 1.5 : next()));
      return tensor(values, shape.map(Number), 'float32');
    });
    model.setWeights(weights);
  });
}

/** Values from -4 to 4. */
export function randomInput(shape: readonly number[], seed: number): Float32Array {
  const next = randomNumbers(seed);
  const count = shape.reduce((total, dimension) => total * dimension, 1);
  return Float32Array.from({ length: count }, () => 4 * next());
}

/** The model's output, row-major, and its shape. */
export function predict(
  model: LayersModel,
  data: Float32Array,
  shape: readonly number[],
): { readonly data: Float32Array; readonly shape: readonly number[] } {
  return tidy(() => {
    const output = model.predict(tensor(data, [...shape], 'float32'));
    // Safe: a model with one output predicts one tensor.
    const single = output as TfTensor;
    return { data: Float32Array.from(single.dataSync()), shape: single.shape };
  });
}
