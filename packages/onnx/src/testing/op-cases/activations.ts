/** For tests: cases of the ops that activate. */

import { float32, type OpCase } from '../op-case.js';

/** `op` on the float32 values -1, 0 and 2. */
function onThree(
  op: 'Relu' | 'Sigmoid' | 'Tanh' | 'Softplus' | 'Softsign' | 'Selu' | 'Exp' | 'Erf' | 'Sin' | 'Cos',
  data: readonly number[],
): OpCase {
  return { build: (b) => b.add(op, [float32(b, [3], -1, 0, 2)]), data: Float32Array.from(data), shape: [3] };
}

export const activationOpCases = {
  Relu: onThree('Relu', [0, 0, 2]),
  Sigmoid: onThree('Sigmoid', [0.26894142, 0.5, 0.88079708]),
  Tanh: onThree('Tanh', [-0.76159416, 0, 0.96402758]),
  Softplus: onThree('Softplus', [0.31326169, Math.LN2, 2.12692801]),
  Softsign: onThree('Softsign', [-0.5, 0, 0.66666667]),
  Selu: onThree('Selu', [-1.11133074, 0, 2.10140197]),
  Elu: {
    build: (b) => b.add('Elu', [float32(b, [1], -1)], { alpha: 2 }),
    data: Float32Array.of(-1.26424112),
    shape: [1],
  },
  LeakyRelu: {
    build: (b) => b.add('LeakyRelu', [float32(b, [2], -1, 1)], { alpha: 0.5 }),
    data: Float32Array.of(-0.5, 1),
    shape: [2],
  },
  ThresholdedRelu: {
    build: (b) => b.add('ThresholdedRelu', [float32(b, [3], -9, 2, 3)], { alpha: 2 }),
    data: Float32Array.of(0, 0, 3),
    shape: [3],
  },
  HardSigmoid: {
    build: (b) => b.add('HardSigmoid', [float32(b, [3], -9, 1, 9)], { alpha: 0.25, beta: 0.5 }),
    data: Float32Array.of(0, 0.75, 1),
    shape: [3],
  },
  PRelu: {
    build: (b) => b.add('PRelu', [float32(b, [2, 2], -1, -1, 1, 1), float32(b, [2], 0.5, 2)]),
    data: Float32Array.of(-0.5, -2, 1, 1),
    shape: [2, 2],
  },
  Softmax: {
    build: (b) => b.add('Softmax', [float32(b, [1, 2], 0, Math.log(3))], { axis: -1 }),
    data: Float32Array.of(0.25, 0.75),
    shape: [1, 2],
  },
  LogSoftmax: {
    build: (b) => b.add('LogSoftmax', [float32(b, [1, 2], 0, Math.log(3))]),
    data: Float32Array.of(-1.38629436, -0.28768207),
    shape: [1, 2],
  },
} satisfies Readonly<Record<string, OpCase>>;
