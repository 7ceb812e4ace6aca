/** For tests: cases of the ops that work on each value. */

import { float32, type OpCase, texts } from '../op-case.js';

/** `op` on the float32 values -1, 0 and 2. */
function onThree(
  op: 'Relu' | 'Sigmoid' | 'Tanh' | 'Softplus' | 'Softsign' | 'Selu' | 'Exp' | 'Erf' | 'Sin' | 'Cos',
  data: readonly number[],
): OpCase {
  return { build: (b) => b.add(op, [float32(b, [3], -1, 0, 2)]), data: Float32Array.from(data), shape: [3] };
}

export const elementwiseOpCases = {
  Add: {
    build: (b) => b.add('Add', [float32(b, [2], 1, 2), float32(b, [], 10)]),
    data: Float32Array.of(11, 12),
    shape: [2],
  },
  Sub: {
    build: (b) => b.add('Sub', [float32(b, [2], 1, 2), float32(b, [], 10)]),
    data: Float32Array.of(-9, -8),
    shape: [2],
  },
  Mul: {
    build: (b) => b.add('Mul', [float32(b, [2, 1], 1, 2), float32(b, [2], 10, 20)]),
    data: Float32Array.of(10, 20, 20, 40),
    shape: [2, 2],
  },
  Div: {
    build: (b) => b.add('Div', [float32(b, [2], 1, 2), float32(b, [], 4)]),
    data: Float32Array.of(0.25, 0.5),
    shape: [2],
  },
  Pow: {
    build: (b) => b.add('Pow', [float32(b, [3], 4, 1, 0), float32(b, [], 0.5)]),
    data: Float32Array.of(2, 1, 0),
    shape: [3],
  },
  Exp: onThree('Exp', [0.36787944, 1, 7.3890561]),
  Log: {
    build: (b) => b.add('Log', [float32(b, [3], 1, Math.E, 0)]),
    data: Float32Array.of(0, 1, -Infinity),
    shape: [3],
  },
  Sin: onThree('Sin', [-0.84147098, 0, 0.90929743]),
  Cos: onThree('Cos', [0.54030231, 1, -0.41614684]),
  Erf: onThree('Erf', [-0.84270079, 0, 0.99532227]),
  Identity: { build: (b) => b.add('Identity', [texts(b, 'a')]), data: ['a'], shape: [1] },
  IsNaN: { build: (b) => b.add('IsNaN', [float32(b, [2], NaN, 1)]), data: Uint8Array.of(1, 0), shape: [2] },
  Cast: {
    build: (b) => b.add('Cast', [float32(b, [2], 1.5, -1.5)], { to: 'int64' }),
    data: BigInt64Array.of(1n, -1n),
    shape: [2],
  },
  Clip: {
    build: (b) => b.add('Clip', [float32(b, [3], -9, 1, 9), float32(b, [], 0), float32(b, [], 6)]),
    data: Float32Array.of(0, 1, 6),
    shape: [3],
  },
  Max: {
    build: (b) => b.add('Max', [float32(b, [2], 1, 2), float32(b, [2], 3, -4), float32(b, [], 0)]),
    data: Float32Array.of(3, 2),
    shape: [2],
  },
  Min: {
    build: (b) => b.add('Min', [float32(b, [2], 1, 2), float32(b, [2], 3, -4), float32(b, [], 9)]),
    data: Float32Array.of(1, -4),
    shape: [2],
  },
  Equal: {
    build: (b) => b.add('Equal', [float32(b, [3], 1, 2, NaN), float32(b, [1], 2)]),
    data: Uint8Array.of(0, 1, 0),
    shape: [3],
  },
  GreaterOrEqual: {
    build: (b) => b.add('GreaterOrEqual', [float32(b, [3], 1, 2, 3), float32(b, [1], 2)]),
    data: Uint8Array.of(0, 1, 1),
    shape: [3],
  },
  LessOrEqual: {
    build: (b) => b.add('LessOrEqual', [float32(b, [3], 1, 2, 3), float32(b, [1], 2)]),
    data: Uint8Array.of(1, 1, 0),
    shape: [3],
  },
  Where: {
    build: (b) =>
      b.add('Where', [b.add('IsNaN', [float32(b, [2], NaN, 1)]), texts(b, 'yes'), texts(b, 'no')]),
    data: ['yes', 'no'],
    shape: [2],
  },
} satisfies Readonly<Record<string, OpCase>>;
