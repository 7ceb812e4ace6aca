/** For tests: cases of the layers that leave one value a channel. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';

const signal = [4, 3];
const image = [2, 3, 4];

export const globalPoolingCases = {
  GlobalAveragePooling1D: [
    { title: 'default', inputShape: signal, build: (args) => layers.globalAveragePooling1d(args) },
  ],
  GlobalMaxPooling1D: [
    { title: 'default', inputShape: signal, build: (args) => layers.globalMaxPooling1d(args) },
  ],
  GlobalAveragePooling2D: [
    { title: 'channels last', inputShape: image, build: (args) => layers.globalAveragePooling2d(args) },
    {
      title: 'channels first',
      inputShape: image,
      build: (args) => layers.globalAveragePooling2d({ ...args, dataFormat: 'channelsFirst' }),
    },
  ],
  GlobalMaxPooling2D: [
    { title: 'channels last', inputShape: image, build: (args) => layers.globalMaxPooling2d(args) },
    {
      title: 'channels first',
      inputShape: image,
      build: (args) => layers.globalMaxPooling2d({ ...args, dataFormat: 'channelsFirst' }),
    },
  ],
} as const satisfies Readonly<Record<string, readonly LayerCase[]>>;
