/**
 * One step of Adam (Kingma and Ba 2014) on the weighted log loss of a batch, the loss on logits. Other losses and
 * optimisers are left out.
 */

import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { withMathRandom } from './math-random.js';
import type { Batch } from './training-batches.js';

export interface TrainingStepOptions {
  readonly learningRate: number;
  /** What dropout draws from. */
  readonly noise: () => number;
}

/** Updates the weights of one model, a step a call. It holds the optimiser's moments: dispose it. */
export class TrainingStep {
  readonly #model: LayersModel;
  readonly #optimizer: tf.AdamOptimizer;
  readonly #variables: tf.Variable[];
  readonly #noise: () => number;

  constructor(model: LayersModel, { learningRate, noise }: TrainingStepOptions) {
    this.#model = model;
    this.#optimizer = tf.train.adam(learningRate);
    this.#variables = model.trainableWeights.map((weight) => weight.read()).filter(isVariable);
    this.#noise = noise;
  }

  /** @returns the loss before the update: the mean over the batch's rows, plus the penalties of the layers */
  run(batch: Batch): number {
    return withMathRandom(this.#noise, () =>
      tf.tidy(() => {
        const loss = this.#optimizer.minimize(() => this.#loss(batch), true, this.#variables);
        return loss?.dataSync()[0] ?? Number.NaN;
      }),
    );
  }

  dispose(): void {
    this.#optimizer.dispose();
  }

  #loss({ features, labels, weights, rows }: Batch): tf.Scalar {
    // Safe: `apply` gives tensors for tensors, and one of them for a model with one output.
    const logits = this.#model.apply(features, { training: true }) as tf.Tensor2D; // [rows, 1]
    const total = tf.losses.sigmoidCrossEntropy(labels, logits, weights, 0, tf.Reduction.SUM);
    // Safe: a sum over all rows is a scalar, and so are the penalties.
    return tf.addN([tf.div(total, rows), ...this.#model.calculateLosses()]) as tf.Scalar;
  }
}

function isVariable(tensor: tf.Tensor): tensor is tf.Variable {
  return tensor instanceof tf.Variable;
}
