/** For tests: cases of the layers that join branches. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';

/** Two equal shapes, three, lengths of 1 that broadcast, and ranks that differ. */
function elementwise(build: () => ReturnType<LayerCase['build']>): readonly LayerCase[] {
  return [
    { title: 'two', inputShape: [3], others: [[3]], build },
    {
      title: 'three of rank 4',
      inputShape: [2, 3, 2],
      others: [
        [2, 3, 2],
        [2, 3, 2],
      ],
      build,
    },
    { title: 'a length of 1', inputShape: [2, 3], others: [[1, 3]], build },
    { title: 'ranks 2 and 4', inputShape: [3], others: [[2, 2, 3]], build },
  ];
}

export const mergingCases = {
  Add: elementwise(() => layers.add()),
  Multiply: elementwise(() => layers.multiply()),
  Average: elementwise(() => layers.average()),
  Maximum: elementwise(() => layers.maximum()),
  Minimum: elementwise(() => layers.minimum()),
  Dot: [
    { title: 'two vectors', inputShape: [3], others: [[3]], build: () => layers.dot({ axes: 1 }) },
    {
      title: 'cosines',
      inputShape: [3],
      others: [[3]],
      build: () => layers.dot({ axes: -1, normalize: true }),
    },
    { title: 'two tables', inputShape: [2, 3], others: [[4, 3]], build: () => layers.dot({ axes: 2 }) },
    { title: 'along axis 1', inputShape: [3, 2], others: [[3, 4]], build: () => layers.dot({ axes: 1 }) },
    {
      title: 'cosines along two axes',
      inputShape: [2, 3],
      others: [[3, 4]],
      build: () => layers.dot({ axes: [2, 1], normalize: true }),
    },
    {
      title: 'a table and a vector',
      inputShape: [2, 3],
      others: [[3]],
      build: () => layers.dot({ axes: [2, 1] }),
    },
    {
      title: 'a vector and a table',
      inputShape: [3],
      others: [[2, 3]],
      build: () => layers.dot({ axes: [1, 2] }),
    },
  ],
  Concatenate: [
    { title: 'default axis', inputShape: [3], others: [[2], [1]], build: () => layers.concatenate() },
    {
      title: 'axis 1 of rank 3',
      inputShape: [2, 3],
      others: [[1, 3]],
      build: () => layers.concatenate({ axis: 1 }),
    },
    {
      title: 'axis -1 of rank 4',
      inputShape: [2, 2, 1],
      others: [[2, 2, 3]],
      build: () => layers.concatenate({ axis: -1 }),
    },
  ],
} as const satisfies Readonly<Record<string, readonly LayerCase[]>>;
