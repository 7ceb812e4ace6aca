/** For tests: cases of the layers with a window that slides over a signal or an image. */

import { layers } from '@tensorflow/tfjs-layers';
import type { LayerCase } from '../layer-case.js';

const signal = [7, 2];
const image = [5, 6, 2];
const imageFirst = [2, 5, 6];
const volume = [3, 4, 3, 2];

/** What the windows of all these layers have in common. */
interface Window {
  readonly strides?: [number, number];
  readonly padding?: 'same' | 'valid';
  readonly dilationRate?: [number, number];
  readonly dataFormat?: 'channelsFirst';
}

const windows: readonly Window[] = [
  {},
  { padding: 'same' },
  { strides: [2, 3] },
  { strides: [2, 3], padding: 'same' },
  { dataFormat: 'channelsFirst', padding: 'same', strides: [2, 1] },
];
const dilated: readonly Window[] = [{ dilationRate: [2, 3] }, { dilationRate: [2, 3], padding: 'same' }];

/** One case for each window. */
function on2d(
  list: readonly Window[],
  build: (args: Window & { inputShape: number[] }) => ReturnType<LayerCase['build']>,
) {
  return list.map<LayerCase>((window) => ({
    title: JSON.stringify(window),
    inputShape: window.dataFormat === 'channelsFirst' ? imageFirst : image,
    build: (args) => build({ ...args, ...window }),
  }));
}
function on1d(
  build: (args: {
    inputShape: number[];
    strides?: number;
    padding?: 'same';
  }) => ReturnType<LayerCase['build']>,
) {
  return [
    {},
    { padding: 'same' as const },
    { padding: 'same' as const, strides: 2 },
    { strides: 3 },
  ].map<LayerCase>((window) => ({
    title: JSON.stringify(window),
    inputShape: signal,
    build: (args) => build({ ...args, ...window }),
  }));
}

type Pooling3D = Parameters<typeof layers.maxPooling3d>[0];
function on3d(build: (args: Pooling3D) => ReturnType<LayerCase['build']>): readonly LayerCase[] {
  const poolSize: [number, number, number] = [2, 2, 1];
  return [
    { title: 'valid', inputShape: volume, build: (args) => build({ ...args, poolSize }) },
    {
      title: 'same, strides',
      inputShape: volume,
      build: (args) => build({ ...args, poolSize, strides: [2, 1, 2], padding: 'same' }),
    },
  ];
}

export const spatialCases = {
  Conv1D: [
    ...on1d((args) => layers.conv1d({ ...args, filters: 3, kernelSize: 3, activation: 'tanh' })),
    {
      title: 'dilation, no bias',
      inputShape: signal,
      build: (args) =>
        layers.conv1d({
          ...args,
          filters: 3,
          kernelSize: 2,
          dilationRate: 2,
          padding: 'same',
          useBias: false,
        }),
    },
  ],
  Conv2D: [
    ...on2d([...windows, ...dilated], (args) => layers.conv2d({ ...args, filters: 3, kernelSize: [3, 2] })),
    {
      title: 'no bias, relu',
      inputShape: image,
      build: (args) =>
        layers.conv2d({ ...args, filters: 1, kernelSize: 1, useBias: false, activation: 'relu' }),
    },
    {
      title: 'softmax, channels first',
      inputShape: imageFirst,
      build: (args) =>
        layers.conv2d({
          ...args,
          filters: 3,
          kernelSize: 2,
          dataFormat: 'channelsFirst',
          activation: 'softmax',
        }),
    },
  ],
  Conv3D: [
    {
      title: 'same, strides',
      inputShape: volume,
      build: (args) =>
        layers.conv3d({ ...args, filters: 2, kernelSize: [2, 3, 1], strides: [1, 2, 1], padding: 'same' }),
    },
    {
      title: 'channels first, tanh',
      inputShape: volume,
      build: (args) =>
        layers.conv3d({
          ...args,
          filters: 2,
          kernelSize: 2,
          dataFormat: 'channelsFirst',
          activation: 'tanh',
        }),
    },
  ],
  MaxPooling3D: on3d((args) => layers.maxPooling3d(args)),
  AveragePooling3D: on3d((args) => layers.averagePooling3d(args)),
  DepthwiseConv2D: [
    ...on2d([...windows.slice(0, 2), ...windows.slice(4)], (args) =>
      layers.depthwiseConv2d({ ...args, kernelSize: [3, 2], depthMultiplier: 2 }),
    ),
    {
      title: 'strides, dilation that tfjs ignores, no bias, elu',
      inputShape: image,
      build: (args) =>
        layers.depthwiseConv2d({
          ...args,
          kernelSize: 2,
          strides: 2,
          dilationRate: 2,
          useBias: false,
          activation: 'elu',
        }),
    },
  ],
  SeparableConv2D: [
    ...on2d([...windows.slice(0, 2), ...dilated], (args) =>
      layers.separableConv2d({
        ...args,
        filters: 3,
        kernelSize: [3, 2],
        depthMultiplier: 2,
        activation: 'tanh',
      }),
    ),
    {
      title: 'channels first, no bias, softmax',
      inputShape: imageFirst,
      build: (args) =>
        layers.separableConv2d({
          ...args,
          filters: 3,
          kernelSize: 2,
          dataFormat: 'channelsFirst',
          useBias: false,
          activation: 'softmax',
        }),
    },
  ],
  MaxPooling1D: on1d((args) => layers.maxPooling1d({ ...args, poolSize: 3 })),
  AveragePooling1D: on1d((args) => layers.averagePooling1d({ ...args, poolSize: 3 })),
  MaxPooling2D: on2d(windows, (args) => layers.maxPooling2d({ ...args, poolSize: [3, 2] })),
  AveragePooling2D: on2d(windows, (args) => layers.averagePooling2d({ ...args, poolSize: [3, 2] })),
} as const satisfies Readonly<Record<string, readonly LayerCase[]>>;
