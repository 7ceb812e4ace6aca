/** For tests: cases of the layers that only rearrange. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';

export const reshapingCases = {
  Reshape: [
    {
      title: 'to a matrix',
      inputShape: [6],
      build: (args) => layers.reshape({ ...args, targetShape: [2, 3] }),
    },
    {
      title: 'with a rest',
      inputShape: [2, 3, 2],
      build: (args) => layers.reshape({ ...args, targetShape: [3, null] }),
    },
  ],
  Permute: [
    { title: 'rank 3', inputShape: [2, 3], build: (args) => layers.permute({ ...args, dims: [2, 1] }) },
    { title: 'rank 4', inputShape: [2, 3, 4], build: (args) => layers.permute({ ...args, dims: [3, 1, 2] }) },
  ],
  RepeatVector: [
    { title: 'n 3', inputShape: [2], build: (args) => layers.repeatVector({ ...args, n: 3 }) },
    { title: 'n 1', inputShape: [2], build: (args) => layers.repeatVector({ ...args, n: 1 }) },
  ],
} as const satisfies Readonly<Record<string, readonly LayerCase[]>>;
