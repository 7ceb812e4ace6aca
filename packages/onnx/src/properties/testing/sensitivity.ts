/**
 * For tests: how much a model's outputs move when its weights move by less than float32 can tell apart. Where that is more
 * than the tolerance, two correct programs disagree, and comparing them says nothing: recurrent layers over many steps
 * can double a rounding at each one.
 */

import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { distanceOf } from '../../testing/agreement.js';
import { randomNumbers } from '../../testing/random-numbers.js';
import { predictAll, type TensorValues } from '../../testing/tfjs-models.js';

/** Two steps of float32 at most, as every sum behind the weights is rounded as well. */
const relativeStep = 2 ** -22;

/** The largest move of an output, in tolerances. The weights stay moved. */
export function sensitivityOf(model: LayersModel, inputs: readonly TensorValues[]): number {
  const before = predictAll(model, inputs);
  moveWeights(model);
  const after = predictAll(model, inputs);
  const moves = before.flatMap((expected, index) => {
    const actual = after[index];
    return actual === undefined ? [] : [distanceOf({ expected, actual })];
  });
  return Math.max(...moves);
}

function moveWeights(model: LayersModel): void {
  const next = randomNumbers(1);
  tidy(() => {
    const moved = model.getWeights().map((weight) => {
      const values = weight.dataSync().map((value) => value * (1 + relativeStep * next()));
      return tensor(values, weight.shape, 'float32');
    });
    model.setWeights(moved);
  });
}
