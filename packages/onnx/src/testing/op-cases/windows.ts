/** For tests: cases of the ops that reduce axes or slide a window over them. */

import { float32, type OpCase } from '../op-case.js';

export const windowOpCases = {
  ReduceMean: {
    build: (b) => b.add('ReduceMean', [float32(b, [2, 2], 1, 2, 3, 6)], { axes: [-1] }),
    data: Float32Array.of(1.5, 4.5),
    shape: [2, 1],
  },
  ReduceMax: {
    build: (b) => b.add('ReduceMax', [float32(b, [2, 2], 1, 2, 3, -6)], { axes: [1], keepdims: 0 }),
    data: Float32Array.of(2, 3),
    shape: [2],
  },
  ReduceL2: {
    build: (b) => b.add('ReduceL2', [float32(b, [2, 2], 3, -4, 5, 12)], { axes: [1] }),
    data: Float32Array.of(5, 13),
    shape: [2, 1],
  },
  LpNormalization: {
    build: (b) => b.add('LpNormalization', [float32(b, [2, 2], 3, -4, 0, 2)], { axis: 1, p: 2 }),
    data: Float32Array.of(0.6, -0.8, 0, 1),
    shape: [2, 2],
  },
  LayerNormalization: {
    build: (b) =>
      b.add(
        'LayerNormalization',
        [float32(b, [1, 2], -3, 3), float32(b, [2], 1, 2), float32(b, [2], 10, 20)],
        {
          epsilon: 0,
        },
      ),
    data: Float32Array.of(9, 22),
    shape: [1, 2],
  },
  Conv: {
    // 1·1 + 2·10 + 0, then 3·1 + 0 behind the end, with a stride of 2 and one zero behind.
    build: (b) =>
      b.add('Conv', [float32(b, [1, 1, 3], 1, 2, 3), float32(b, [1, 1, 2], 1, 10), float32(b, [1], 0.5)], {
        strides: [2],
        pads: [0, 1],
      }),
    data: Float32Array.of(21.5, 3.5),
    shape: [1, 1, 2],
  },
  ConvTranspose: {
    build: (b) =>
      b.add('ConvTranspose', [float32(b, [1, 1, 2], 1, 2), float32(b, [1, 1, 3], 1, 10, 100)], {
        strides: [2],
        pads: [0, 1],
        output_padding: [1],
      }),
    data: Float32Array.of(1, 10, 102, 20, 200),
    shape: [1, 1, 5],
  },
  MaxPool: {
    build: (b) =>
      b.add('MaxPool', [float32(b, [1, 1, 3], -1, -2, -3)], {
        auto_pad: 'SAME_UPPER',
        kernel_shape: [2],
        strides: [2],
      }),
    data: Float32Array.of(-1, -3),
    shape: [1, 1, 2],
  },
  AveragePool: {
    build: (b) => b.add('AveragePool', [float32(b, [1, 1, 3], 1, 2, 4)], { kernel_shape: [2], pads: [0, 1] }),
    data: Float32Array.of(1.5, 3, 4),
    shape: [1, 1, 3],
  },
  Resize: {
    build: (b) =>
      b.add('Resize', [float32(b, [1, 1, 2], 1, 2), undefined, float32(b, [3], 1, 1, 2)], {
        mode: 'linear',
        coordinate_transformation_mode: 'asymmetric',
      }),
    data: Float32Array.of(1, 1.5, 2, 2),
    shape: [1, 1, 4],
  },
} satisfies Readonly<Record<string, OpCase>>;
