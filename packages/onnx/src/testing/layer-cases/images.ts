/** For tests: cases of the layers that change the size of an image. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';

const image = [4, 5, 2];
const first = { inputShape: [2, 4, 5], dataFormat: 'channelsFirst' } as const;
const edges: [[number, number], [number, number]] = [
  [1, 0],
  [2, 1],
];

/** Windows that are smaller than the stride, as large, and larger. */
const transposed = [1, 2, 3].flatMap((stride) =>
  [2, 3].flatMap((size) =>
    (['same', 'valid'] as const).map<LayerCase>((padding) => ({
      title: `window ${size}, stride ${stride}, ${padding}`,
      inputShape: image,
      build: (args) =>
        layers.conv2dTranspose({ ...args, filters: 3, kernelSize: [size, 2], strides: [stride, 2], padding }),
    })),
  ),
);

/** As many, save for 'same' with a stride above the window. */
const transposedVolumes = [1, 2, 3].flatMap((stride) =>
  [2, 3].flatMap((size) =>
    (['same', 'valid'] as const)
      .filter((padding) => padding === 'valid' || size >= stride)
      .map<LayerCase>((padding) => ({
        title: `window ${size}, stride ${stride}, ${padding}`,
        inputShape: [2, ...image],
        build: (args) =>
          layers.conv3dTranspose({
            ...args,
            filters: 3,
            kernelSize: [size, 2, 3],
            strides: [stride, 2, 1],
            padding,
          }),
      })),
  ),
);

export const imageCases = {
  ZeroPadding2D: [
    { title: 'default', inputShape: image, build: (args) => layers.zeroPadding2d(args) },
    {
      title: 'one a side',
      inputShape: image,
      build: (args) => layers.zeroPadding2d({ ...args, padding: edges }),
    },
    {
      title: 'channels first',
      inputShape: first.inputShape,
      build: (args) => layers.zeroPadding2d({ ...args, dataFormat: first.dataFormat, padding: [0, 2] }),
    },
  ],
  Cropping2D: [
    { title: 'one number', inputShape: image, build: (args) => layers.cropping2D({ ...args, cropping: 1 }) },
    {
      title: 'one a side',
      inputShape: image,
      build: (args) => layers.cropping2D({ ...args, cropping: edges }),
    },
    {
      title: 'channels first',
      inputShape: first.inputShape,
      build: (args) => layers.cropping2D({ ...args, dataFormat: first.dataFormat, cropping: [1, 2] }),
    },
  ],
  UpSampling2D: [
    { title: 'default', inputShape: image, build: (args) => layers.upSampling2d(args) },
    {
      title: 'bilinear',
      inputShape: image,
      build: (args) => layers.upSampling2d({ ...args, size: [2, 3], interpolation: 'bilinear' }),
    },
    {
      title: 'channels first',
      inputShape: first.inputShape,
      build: (args) => layers.upSampling2d({ ...args, size: [3, 1], dataFormat: first.dataFormat }),
    },
  ],
  Conv2DTranspose: [
    ...transposed,
    {
      title: 'channels first, no bias, tanh',
      inputShape: first.inputShape,
      build: (args) =>
        layers.conv2dTranspose({
          ...args,
          filters: 3,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          dataFormat: first.dataFormat,
          useBias: false,
          activation: 'tanh',
        }),
    },
  ],
  Conv3DTranspose: [
    ...transposedVolumes,
    {
      title: 'channels first, softmax',
      inputShape: [2, 2, 4, 5],
      build: (args) =>
        layers.conv3dTranspose({
          ...args,
          filters: 3,
          kernelSize: 2,
          strides: 2,
          dataFormat: first.dataFormat,
          activation: 'softmax',
        }),
    },
  ],
} as const satisfies Readonly<Record<string, readonly LayerCase[]>>;
