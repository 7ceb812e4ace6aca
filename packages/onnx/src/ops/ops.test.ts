/**
 * A battery over the op table: each op runs in onnxruntime on a case worked out by hand from its specification, and
 * what onnxruntime gives has the dtype and the shape that the table infers. An op without a case fails.
 */

import { describe, expect, it } from 'vitest';
import type { Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { float32, integers, type OpCase, texts } from '../testing/op-case.js';
import { runModel, type Tensor } from '../testing/run-model.js';
import { windowOpCases } from '../testing/window-op-cases.js';
import { type OpAttributes, type OpName, ops } from './ops.js';

/** `op` on the float32 values -1, 0 and 2. */
function onThree(
  op: 'Relu' | 'Sigmoid' | 'Tanh' | 'Softplus' | 'Softsign' | 'Selu' | 'Exp' | 'Erf' | 'Sin' | 'Cos',
  data: readonly number[],
): OpCase {
  return { build: (b) => b.add(op, [float32(b, [3], -1, 0, 2)]), data: Float32Array.from(data), shape: [3] };
}

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
  const functions = { LSTM: 3, GRU: 2, RNN: 1 }[op];
  const repeat = <T>(value: T): T[] => Array.from({ length: functions }, () => value);
  const steps = float32(builder, [2, 1, 1], 1, 2);
  const weights = [kernel, recurrent].map((gates) => float32(builder, [1, gates.length, 1], ...gates));
  return builder.add(op, [steps, ...weights], {
    activations: repeat('Affine'),
    activation_alpha: repeat(1),
    activation_beta: repeat(0),
    hidden_size: 1,
  });
}

const cases = {
  ...windowOpCases,
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
  LSTM: {
    // Steps 1 and 2. c = 1 · 3, h = 0.5 · 3; c = 4 · 3 + 2 · 6, h = 1 · 24.
    build: (b) => linearRecurrent(b, { op: 'LSTM', kernel: [1, 0.5, 2, 3], recurrent: [0, 0, 0, 0] }),
    data: Float32Array.of(1.5, 24),
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
  LabelEncoder: {
    build: (b) =>
      b.add('LabelEncoder', [texts(b, 'a', '', 'z')], {
        keys_strings: ['a', ''],
        values_int64s: [7, 8],
        default_int64: 9,
      }),
    data: BigInt64Array.of(7n, 8n, 9n),
    shape: [3],
  },
  OneHotEncoder: {
    build: (b) => b.add('OneHotEncoder', [integers(b, [3], 1n, 0n, 5n)], { cats_int64s: [0, 1], zeros: 1 }),
    data: Float32Array.of(0, 1, 1, 0, 0, 0),
    shape: [3, 2],
  },
} satisfies Readonly<Record<OpName, OpCase>>;

/** float32 holds 7 digits; onnxruntime's approximations of exp and erf are right to 6. */
const digits = 6;

describe('ops', () => {
  it.each(Object.keys(ops))('%s has a case', (name) => {
    expect(Object.keys(cases)).toContain(name);
  });

  it.each(Object.entries<OpCase>(cases))('%s runs, and is what the table says', async (_name, {
    build,
    data,
    shape,
  }) => {
    const builder = new GraphBuilder({ name: 'case' });
    const value = build(builder);
    builder.output('result', value);
    const { result } = await runModel(encodeModel(builder.build()), {});
    expect(value.shape).toEqual(shape);
    expect(result?.dims).toEqual(shape);
    expect(result?.type).toBe(value.dtype);
    expectData(result, data);
  });

  it('infers shapes with names in them', () => {
    const builder = new GraphBuilder({ name: 'names' });
    const x = builder.input('x', 'float32', ['N', 'T', 3]);
    expect(builder.add('Flatten', [x]).shape).toEqual(['N', 'T*3']);
    expect(builder.add('Flatten', [x], { axis: 0 }).shape).toEqual([1, 'N*T*3']);
    expect(builder.add('MatMul', [x, float32(builder, [3, 1], 1, 2, 3)]).shape).toEqual(['N', 'T', 1]);
    expect(builder.add('Transpose', [x], { perm: [0, 2, 1] }).shape).toEqual(['N', 3, 'T']);
    expect(builder.add('Reshape', [x, integers(builder, [3], 0n, -1n, 1n)]).shape).toEqual(['N', '3*T', 1]);
    expect(builder.add('Reshape', [x, integers(builder, [3], -1n, 0n, 3n)]).shape).toEqual(['N', 'T', 3]);
    expect(builder.add('Reshape', [x, integers(builder, [2], 0n, 6n)]).shape).toEqual(['N', 6]);
    expect(builder.add('Pad', [x, integers(builder, [6], 0n, 1n, 0n, 0n, 1n, 0n)]).shape).toEqual([
      'N',
      '(T+2)',
      3,
    ]);
    expect(builder.add('ReduceMean', [x], { axes: [1], keepdims: 0 }).shape).toEqual(['N', 3]);
    const [start, end, axis, step] = [-1n, -(2n ** 63n), 1n, -1n].map((value) =>
      integers(builder, [1], value),
    );
    expect(builder.add('Slice', [x, start, end, axis, step]).shape).toEqual(['N', 'T', 3]);
    expect(builder.add('Slice', [x, axis, end, axis, step]).shape).toEqual([
      'N',
      'T[1:-9223372036854776000:-1]',
      3,
    ]);
  });

  it('infers the lengths that windows leave, of names too', () => {
    const builder = new GraphBuilder({ name: 'windows' });
    const x = builder.input('x', 'float32', ['N', 3, 'T', 9]);
    const pool = (attributes: Partial<OpAttributes<'MaxPool'>>) =>
      builder.add('MaxPool', [x], { kernel_shape: [1, 2], ...attributes }).shape;
    expect(pool({})).toEqual(['N', 3, 'T', 8]);
    expect(pool({ strides: [2, 2] })).toEqual(['N', 3, '(T+1)/2', 4]);
    expect(pool({ strides: [2, 2], auto_pad: 'SAME_UPPER' })).toEqual(['N', 3, '(T+1)/2', 5]);
    const factors = float32(builder, [4], 1, 1, 2, 2);
    const resized = builder.add('Resize', [x, undefined, factors], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
    });
    expect(resized.shape).toEqual(['N', 3, 'T*2', 18]);
  });
});

function expectData(result: Tensor | undefined, data: OpCase['data']): void {
  if (!(data instanceof Float32Array)) {
    expect(result?.data).toEqual(data);
    return;
  }
  const actual = Array.from(result?.data ?? [], Number);
  expect(actual).toHaveLength(data.length);
  for (const [i, expected] of data.entries()) expect(actual[i]).toBeCloseTo(expected, digits);
}
