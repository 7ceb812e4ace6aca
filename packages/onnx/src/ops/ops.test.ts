/**
 * A battery over the op table: each op runs in onnxruntime on a case worked out by hand from its specification, and
 * what onnxruntime gives has the dtype and the shape that the table infers. An op without a case fails.
 */

import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { encodeModel } from '../protobuf/encode-model.js';
import { float32, integers, type OpCase } from '../testing/op-case.js';
import { activationOpCases } from '../testing/op-cases/activations.js';
import { elementwiseOpCases } from '../testing/op-cases/elementwise.js';
import { layoutOpCases } from '../testing/op-cases/layout.js';
import { matrixOpCases } from '../testing/op-cases/matrix.js';
import { quantizationOpCases } from '../testing/op-cases/quantization.js';
import { recurrentOpCases } from '../testing/op-cases/recurrent.js';
import { textOpCases } from '../testing/op-cases/text.js';
import { windowOpCases } from '../testing/op-cases/windows.js';
import { runModel, type Tensor } from '../testing/run-model.js';
import { type OpAttributes, type OpName, ops } from './ops.js';

const cases = {
  ...activationOpCases,
  ...elementwiseOpCases,
  ...layoutOpCases,
  ...matrixOpCases,
  ...quantizationOpCases,
  ...recurrentOpCases,
  ...textOpCases,
  ...windowOpCases,
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
