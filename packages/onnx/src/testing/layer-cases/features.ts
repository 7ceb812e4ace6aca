/** For tests: cases of the layers that make features of numbers or of indices. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';
import { randomInput } from '../tfjs-models.js';

/** Rows 0 to 8 of a table, with fractions that are cut off. */
const indices = (shape: readonly number[], seed: number): Float32Array =>
  randomInput(shape, seed).map((value) => value + 4);

export const featureCases = {
  LayerNormalization: [
    { title: 'default', inputShape: [5], build: (args) => layers.layerNormalization(args) },
    {
      title: 'the last two axes of rank 4',
      inputShape: [2, 3, 4],
      build: (args) => layers.layerNormalization({ ...args, axis: [2, 3], epsilon: 0.1 }),
    },
    {
      title: 'no scale',
      inputShape: [2, 3],
      build: (args) => layers.layerNormalization({ ...args, scale: false }),
    },
    {
      title: 'neither scale nor center',
      inputShape: [5],
      build: (args) => layers.layerNormalization({ ...args, scale: false, center: false }),
    },
  ],
  Rescaling: [
    {
      title: 'scale and offset',
      inputShape: [3],
      build: (args) => layers.rescaling({ ...args, scale: 0.5, offset: -2 }),
    },
  ],
  Embedding: [
    {
      title: 'a sequence',
      inputShape: [4],
      draw: indices,
      build: (args) => layers.embedding({ ...args, inputDim: 9, outputDim: 3 }),
    },
    {
      title: 'a table of sequences',
      inputShape: [2, 3],
      draw: indices,
      build: (args) => layers.embedding({ ...args, inputDim: 9, outputDim: 1 }),
    },
  ],
} as const satisfies Readonly<Record<string, readonly LayerCase[]>>;
