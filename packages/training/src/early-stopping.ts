/**
 * Early stopping on the validation loss (Prechelt 1998): remembers the best epoch and its weights, and says when
 * nothing better has come for a while.
 */

import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EarlyStoppingOptions } from './fit-options.js';

interface SavedWeight {
  readonly shape: number[];
  readonly values: Float32Array;
}

/** Watches one fit. Holds copies in plain memory, no tensors. */
export class EarlyStopping {
  readonly #model: LayersModel;
  readonly #options: Required<EarlyStoppingOptions>;
  #bestLoss = Number.POSITIVE_INFINITY;
  #bestEpoch = 0;
  #bestWeights: readonly SavedWeight[] = [];

  constructor(model: LayersModel, options: Required<EarlyStoppingOptions>) {
    this.#model = model;
    this.#options = options;
  }

  /** From 1 up; 0 before the first epoch. */
  get bestEpoch(): number {
    return this.#bestEpoch;
  }

  /** Takes the loss after an epoch. @returns whether to stop */
  shouldStopAfter(epoch: number, validationLoss: number): boolean {
    if (validationLoss < this.#bestLoss - this.#options.minDelta) {
      this.#bestLoss = validationLoss;
      this.#bestEpoch = epoch;
      this.#bestWeights = copyWeights(this.#model);
    }
    return epoch - this.#bestEpoch >= this.#options.patience;
  }

  /** Gives the model the weights of its best epoch. */
  restoreBestWeights(): void {
    if (this.#bestEpoch === 0) return;
    tf.tidy(() =>
      this.#model.setWeights(this.#bestWeights.map(({ values, shape }) => tf.tensor(values, shape))),
    );
  }
}

/** All weights, moving averages included. Copies: some backends hand out the very memory that they train in. */
function copyWeights(model: LayersModel): readonly SavedWeight[] {
  return model
    .getWeights()
    .map((weight) => ({ shape: weight.shape, values: weight.dataSync<'float32'>().slice() }));
}
