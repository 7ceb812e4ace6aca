/** For tests: cases of the ops that move, cut and join values. */

import { float32, integers, type OpCase } from '../op-case.js';

export const layoutOpCases = {
  Concat: {
    build: (b) => b.add('Concat', [float32(b, [2, 1], 1, 2), float32(b, [2, 2], 3, 4, 5, 6)], { axis: 1 }),
    data: Float32Array.of(1, 3, 4, 2, 5, 6),
    shape: [2, 3],
  },
  Flatten: {
    build: (b) => b.add('Flatten', [float32(b, [1, 2, 2], 1, 2, 3, 4)]),
    data: Float32Array.of(1, 2, 3, 4),
    shape: [1, 4],
  },
  Transpose: {
    build: (b) => b.add('Transpose', [float32(b, [2, 3], 1, 2, 3, 4, 5, 6)], { perm: [1, 0] }),
    data: Float32Array.of(1, 4, 2, 5, 3, 6),
    shape: [3, 2],
  },
  Unsqueeze: {
    build: (b) => b.add('Unsqueeze', [float32(b, [2], 1, 2), integers(b, [2], 0n, -1n)]),
    data: Float32Array.of(1, 2),
    shape: [1, 2, 1],
  },
  Reshape: {
    build: (b) => b.add('Reshape', [float32(b, [2, 3], 1, 2, 3, 4, 5, 6), integers(b, [3], 0n, 1n, -1n)]),
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
    shape: [2, 1, 3],
  },
  Expand: {
    build: (b) => b.add('Expand', [float32(b, [2, 1], 1, 2), integers(b, [2], 1n, 3n)]),
    data: Float32Array.of(1, 1, 1, 2, 2, 2),
    shape: [2, 3],
  },
  Pad: {
    build: (b) =>
      b.add('Pad', [float32(b, [1, 2], 1, 2), integers(b, [4], 0n, 1n, 1n, 0n), float32(b, [], 9)]),
    data: Float32Array.of(9, 1, 2, 9, 9, 9),
    shape: [2, 3],
  },
  Gather: {
    build: (b) => b.add('Gather', [float32(b, [2, 2], 1, 2, 3, 4), integers(b, [], 1n)], { axis: 1 }),
    data: Float32Array.of(2, 4),
    shape: [2],
  },
  Split: {
    build: (b) => {
      const [, last] = b.addAll('Split', [float32(b, [1, 3], 1, 2, 3), integers(b, [2], 1n, 2n)], {
        axis: -1,
      });
      if (last === undefined) throw new TypeError('Split must have two outputs');
      return last;
    },
    data: Float32Array.of(2, 3),
    shape: [1, 2],
  },
  ScatterElements: {
    build: (b) =>
      b.add(
        'ScatterElements',
        [float32(b, [1, 3], 0, 0, 0), integers(b, [1, 3], 2n, 0n, 1n), float32(b, [1, 3], 7, 8, 9)],
        { axis: 1 },
      ),
    data: Float32Array.of(8, 9, 7),
    shape: [1, 3],
  },
  Squeeze: {
    build: (b) => b.add('Squeeze', [float32(b, [1, 2, 1], 1, 2), integers(b, [2], 0n, -1n)]),
    data: Float32Array.of(1, 2),
    shape: [2],
  },
  Slice: {
    build: (b) =>
      b.add('Slice', [
        float32(b, [2, 5], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        integers(b, [2], -1n, 1n),
        integers(b, [2], -(2n ** 63n), -1n),
        integers(b, [2], 0n, -1n),
        integers(b, [2], -1n, 2n),
      ]),
    data: Float32Array.of(6, 8, 1, 3),
    shape: [2, 2],
  },
  CumSum: {
    build: (b) => b.add('CumSum', [float32(b, [3], 1, 2, 4), integers(b, [], 0n)], { reverse: 1 }),
    data: Float32Array.of(7, 6, 4),
    shape: [3],
  },
  TopK: {
    build: (b) => b.add('TopK', [float32(b, [1, 3], 5, 9, 7), integers(b, [1], 2n)], { axis: 1 }),
    data: Float32Array.of(9, 7),
    shape: [1, 2],
  },
  GatherND: {
    build: (b) =>
      b.add('GatherND', [float32(b, [2, 2, 1], 1, 2, 3, 4), integers(b, [2, 1, 1], 1n, 0n)], {
        batch_dims: 1,
      }),
    data: Float32Array.of(2, 3),
    shape: [2, 1, 1],
  },
} satisfies Readonly<Record<string, OpCase>>;
