/**
 * Cuts a matrix into batches of tensors. Rows are gathered in typed arrays: the gather of the WASM backend, which
 * tfjs's own `fit` uses, takes longer than the training step.
 */

import * as tf from '@tensorflow/tfjs-core';
import type { ClassWeights } from './log-loss.js';
import type { Matrix } from './matrix.js';
import { shuffle } from './seeded-random.js';

export interface Batch {
  readonly rows: number;
  readonly features: tf.Tensor2D; // [rows, width]
  readonly labels: tf.Tensor2D; // [rows, 1]
  readonly weights: tf.Tensor2D; // [rows, 1]
}

export interface BatchOptions {
  readonly batchSize: 'full' | number;
  readonly weights: ClassWeights;
  /** Decides the order of the rows. */
  readonly random: () => number;
}

/** Batches of one matrix, epoch after epoch. It holds tensors: dispose it. */
export class TrainingBatches {
  readonly #matrix: Matrix;
  readonly #options: BatchOptions;
  readonly #order: Uint32Array;
  #whole: Batch | undefined;

  constructor(matrix: Matrix, options: BatchOptions) {
    this.#matrix = matrix;
    this.#options = options;
    this.#order = Uint32Array.from({ length: matrix.rows }, (_, row) => row);
  }

  /** The batches of the next epoch: each row once. A batch is gone when the next one is asked for. */
  *epoch(): Generator<Batch> {
    const { batchSize } = this.#options;
    if (batchSize === 'full' || batchSize >= this.#matrix.rows) {
      this.#whole ??= this.#gather(this.#order);
      yield this.#whole;
      return;
    }
    shuffle(this.#order, this.#options.random);
    for (let start = 0; start < this.#order.length; start += batchSize) {
      const batch = this.#gather(this.#order.subarray(start, start + batchSize));
      try {
        yield batch;
      } finally {
        disposeBatch(batch);
      }
    }
  }

  dispose(): void {
    if (this.#whole) disposeBatch(this.#whole);
    this.#whole = undefined;
  }

  #gather(chosen: Uint32Array): Batch {
    const { width, features, labels } = this.#matrix;
    const { positive, negative } = this.#options.weights;
    const rows = chosen.length;
    const x = new Float32Array(rows * width);
    const y = new Float32Array(rows);
    for (const [i, row] of chosen.entries()) {
      x.set(features.subarray(row * width, (row + 1) * width), i * width);
      y[i] = labels[row] ?? 0;
    }
    return {
      rows,
      features: tf.tensor2d(x, [rows, width]),
      labels: tf.tensor2d(y, [rows, 1]),
      weights: tf.tensor2d(
        y.map((label) => (label === 1 ? positive : negative)),
        [rows, 1],
      ),
    };
  }
}

function disposeBatch({ features, labels, weights }: Batch): void {
  tf.dispose([features, labels, weights]);
}
