/** For tests: cases of the ops that multiply matrices. */

import { float32, type OpCase } from '../op-case.js';

export const matrixOpCases = {
  Gemm: {
    build: (b) =>
      b.add(
        'Gemm',
        [float32(b, [1, 2], 1, 2), float32(b, [3, 2], 1, 0, 0, 1, 1, 1), float32(b, [3], 10, 20, 30)],
        { transB: 1 },
      ),
    data: Float32Array.of(11, 22, 33),
    shape: [1, 3],
  },
  MatMul: {
    build: (b) => b.add('MatMul', [float32(b, [2, 1, 2], 1, 2, 3, 4), float32(b, [2, 1], 1, -1)]),
    data: Float32Array.of(-1, -1),
    shape: [2, 1, 1],
  },
} satisfies Readonly<Record<string, OpCase>>;
