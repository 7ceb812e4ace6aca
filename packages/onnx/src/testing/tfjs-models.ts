/** For tests: tfjs models with random weights of both signs, and their predictions on the cpu backend. */

import '@tensorflow/tfjs-backend-cpu';
import { tensor, tidy } from '@tensorflow/tfjs-core';
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
export function randomiseWeights(model: LayersModel, seed: number): void {
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

export interface TensorValues {
  /** Row-major. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** The model's only output. */
export function predict(model: LayersModel, data: Float32Array, shape: readonly number[]): TensorValues {
  const [output] = predictAll(model, [{ data, shape }]);
  if (output === undefined) throw new TypeError('a model must have an output');
  return output;
}

/** All outputs of the model; `inputs` are given as the dtypes that it declares. */
export function predictAll(model: LayersModel, inputs: readonly TensorValues[]): readonly TensorValues[] {
  return tidy(() => {
    const tensors = inputs.map(({ data, shape }, index) =>
      tensor(data, [...shape], model.inputs[index]?.dtype ?? 'float32'),
    );
    return [model.predict(tensors)].flat().map((output) => ({
      data: Float32Array.from(output.dataSync()),
      shape: output.shape,
    }));
  });
}
