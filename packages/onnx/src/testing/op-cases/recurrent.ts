/** For tests: cases of the recurrent ops, one unit with functions that can be worked out by hand. */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { float32, type OpCase } from '../op-case.js';

export const recurrentOpCases = {
  LSTM: {
    // Steps 1 and 2. c = 1 · 3, h = 0.5 · 3; c = 4 · 3 + 2 · 6, h = 1 · 24.
    build: (b) => linearRecurrent(b, { op: 'LSTM', kernel: [1, 0.5, 2, 3], recurrent: [0, 0, 0, 0] }),
    data: Float32Array.of(1.5, 24),
    shape: [2, 1, 1, 1],
  },
  DynamicQuantizeLSTM: {
    // LSTM's weights, 1, 0.5, 2 and 3, over the steps 0.2 and 0.51, which are 100 and 255 times the scale of both.
    // c = 0.2 · 0.6, h = 0.1 · 0.12; c = 1.02 · 0.12 + 0.51 · 1.53, h = 0.255 · 0.9027.
    build: (b) => {
      const int8 = (...values: number[]) => b.constant('int8', [1, 1, 4], Int8Array.from(values));
      const scales = float32(b, [1, 4], 1 / 64, 1 / 64, 1 / 32, 3 / 64);
      const zeros = b.constant('int8', [1, 4], new Int8Array(4));
      const weights = [int8(64, 32, 64, 64), int8(0, 0, 0, 0)] as const;
      const states = [undefined, undefined, undefined, undefined, undefined];
      return b.add(
        'DynamicQuantizeLSTM',
        [float32(b, [2, 1, 1], 0.2, 0.51), ...weights, ...states, scales, zeros, scales, zeros],
        linearFunctions(3),
      );
    },
    data: Float32Array.of(0.012, 0.2301885),
    shape: [2, 1, 1, 1],
  },
  GRU: {
    // h = 0.75 · 1; then the candidate is 2 + 2 · 0.75, and h = 0.5 · 3.5 + 0.5 · 0.75.
    build: (b) => linearRecurrent(b, { op: 'GRU', kernel: [0.25, 1, 1], recurrent: [0, 0, 1] }),
    data: Float32Array.of(0.75, 2.125),
    shape: [2, 1, 1, 1],
  },
  RNN: {
    // h = 2 · 1; then h = 2 · 2 + 0.5 · 2.
    build: (b) => linearRecurrent(b, { op: 'RNN', kernel: [2], recurrent: [0.5] }),
    data: Float32Array.of(2, 5),
    shape: [2, 1, 1, 1],
  },
} satisfies Readonly<Record<string, OpCase>>;

/** One unit over the steps 1 and 2 with linear functions throughout, from zero states. */
function linearRecurrent(
  builder: GraphBuilder,
  {
    op,
    kernel,
    recurrent,
  }: {
    readonly op: 'LSTM' | 'GRU' | 'RNN';
    readonly kernel: readonly number[];
    readonly recurrent: readonly number[];
  },
): Value {
  const steps = float32(builder, [2, 1, 1], 1, 2);
  const weights = [kernel, recurrent].map((gates) => float32(builder, [1, gates.length, 1], ...gates));
  return builder.add(op, [steps, ...weights], linearFunctions({ LSTM: 3, GRU: 2, RNN: 1 }[op]));
}

/** The attributes of one unit whose `count` functions are x → x. */
function linearFunctions(count: number) {
  const repeat = <T>(value: T): T[] => Array.from({ length: count }, () => value);
  return {
    activations: repeat('Affine'),
    activation_alpha: repeat(1),
    activation_beta: repeat(0),
    hidden_size: 1,
  };
}
