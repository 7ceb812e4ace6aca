/** For tests: cases of the ops that make 8-bit values and calculate with them. */

import { float32, type OpCase } from '../op-case.js';

export const quantizationOpCases = {
  DynamicQuantizeLinear: {
    // The range [-1, 1.55] in 255 steps of 0.01: 0 is step 100.
    build: (b) => b.add('DynamicQuantizeLinear', [float32(b, [3], -1, 0, 1.55)]),
    data: Uint8Array.of(0, 100, 255),
    shape: [3],
  },
  MatMulInteger: {
    // (3 - 1) · 5 + (0 - 1) · -6.
    build: (b) =>
      b.add('MatMulInteger', [
        b.constant('uint8', [1, 2], Uint8Array.of(3, 0)),
        b.constant('int8', [2, 1], Int8Array.of(5, -6)),
        b.constant('uint8', [], Uint8Array.of(1)),
      ]),
    data: Int32Array.of(16),
    shape: [1, 1],
  },
  ConvInteger: {
    // (3 - 1) · 5 + (0 - 1) · -6, then (0 - 1) · 5: what is padded stands for 0.
    build: (b) =>
      b.add(
        'ConvInteger',
        [
          b.constant('uint8', [1, 1, 2], Uint8Array.of(3, 0)),
          b.constant('int8', [1, 1, 2], Int8Array.of(5, -6)),
          b.constant('uint8', [], Uint8Array.of(1)),
        ],
        { pads: [0, 1] },
      ),
    data: Int32Array.of(16, -5),
    shape: [1, 1, 2],
  },
} satisfies Readonly<Record<string, OpCase>>;
