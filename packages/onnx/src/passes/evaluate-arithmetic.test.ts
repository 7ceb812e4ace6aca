/** Expected values: numpy 2 on arrays of the same dtype, but for what says otherwise. */

import { describe, expect, it } from 'vitest';
import type { DataType, TensorData } from '../graph/data-type.js';
import type { Initializer } from '../graph/graph.js';
import { evaluateArithmetic, evaluateCast, evaluateUnary } from './evaluate-arithmetic.js';

function constant(dtype: DataType, shape: readonly number[], data: TensorData): Initializer {
  return { name: 'constant', dtype, shape, data };
}
const float32 = (...data: readonly number[]) => constant('float32', [data.length], Float32Array.from(data));
const float64 = (...data: readonly number[]) => constant('float64', [data.length], Float64Array.from(data));
const int32 = (...data: readonly number[]) => constant('int32', [data.length], Int32Array.from(data));
const int64 = (...data: readonly bigint[]) => constant('int64', [data.length], BigInt64Array.from(data));

describe('evaluateArithmetic', () => {
  it('rounds float32 as float32', () => {
    // np.float32(16777216) + np.float32(1) is 16777216; np.float32(0.1) * np.float32(3) is 0.3 with other digits.
    expect(evaluateArithmetic('Add', [float32(2 ** 24), float32(1)], [1])).toEqual(Float32Array.of(2 ** 24));
    expect(evaluateArithmetic('Mul', [float32(0.1), float32(3)], [1])).toEqual(
      Float32Array.of(0.30000001192092896),
    );
    expect(evaluateArithmetic('Div', [float32(1), float32(3)], [1])).toEqual(
      Float32Array.of(0.3333333432674408),
    );
  });

  it('keeps float64 as it is, infinities and NaN among it', () => {
    expect(evaluateArithmetic('Sub', [float64(0.3), float64(0.1)], [1])).toEqual(
      Float64Array.of(0.19999999999999998),
    );
    expect(evaluateArithmetic('Div', [float64(1, 0), float64(0, 0)], [2])).toEqual(
      Float64Array.of(Number.POSITIVE_INFINITY, Number.NaN),
    );
  });

  it('wraps integers, and truncates their division', () => {
    expect(evaluateArithmetic('Mul', [int32(2 ** 30, 65537), int32(4, 65537)], [2])).toEqual(
      Int32Array.of(0, 131073),
    );
    expect(evaluateArithmetic('Add', [int64(2n ** 63n - 1n), int64(1n)], [1])).toEqual(
      BigInt64Array.of(-(2n ** 63n)),
    );
    // C++ rounds to zero, unlike numpy.
    expect(evaluateArithmetic('Div', [int32(-7, 7), int32(2, -2)], [2])).toEqual(Int32Array.of(-3, -3));
    expect(evaluateArithmetic('Div', [int64(-7n), int64(2n)], [1])).toEqual(BigInt64Array.of(-3n));
  });

  it('leaves a division of integers by zero to the runtime', () => {
    expect(evaluateArithmetic('Div', [int32(1, 1), int32(1, 0)], [2])).toBeUndefined();
    expect(evaluateArithmetic('Div', [int64(1n), int64(0n)], [1])).toBeUndefined();
  });

  it('broadcasts', () => {
    const column = constant('float32', [2, 1], Float32Array.of(10, 20));
    expect(evaluateArithmetic('Add', [column, float32(1, 2, 3)], [2, 3])).toEqual(
      Float32Array.of(11, 12, 13, 21, 22, 23),
    );
  });

  it('knows four ops, and no bool', () => {
    const yes = constant('bool', [1], Uint8Array.of(1));
    expect(evaluateArithmetic('Pow', [float32(2), float32(3)], [1])).toBeUndefined();
    expect(evaluateArithmetic('Add', [yes, yes], [1])).toBeUndefined();
  });
});

describe('evaluateUnary', () => {
  it('negates, and takes roots', () => {
    expect(evaluateUnary('Neg', float32(1, 0))).toEqual(Float32Array.of(-1, -0));
    expect(evaluateUnary('Sqrt', float32(2, -1))).toEqual(Float32Array.of(1.4142135381698608, Number.NaN));
    expect(evaluateUnary('Sqrt', int32(4))).toBeUndefined();
  });
});

describe('evaluateCast', () => {
  it('rounds to float32 and truncates to integers', () => {
    expect(evaluateCast(float64(0.1, 1e39), 'float32')).toEqual(
      Float32Array.of(0.10000000149011612, Number.POSITIVE_INFINITY),
    );
    expect(evaluateCast(float32(-1.9, 2.5), 'int32')).toEqual(Int32Array.of(-1, 2));
    expect(evaluateCast(float32(-1.9, 2.5), 'int64')).toEqual(BigInt64Array.of(-1n, 2n));
    expect(evaluateCast(int64(3n), 'float32')).toEqual(Float32Array.of(3));
    expect(evaluateCast(float32(-0, 0.5, Number.NaN), 'bool')).toEqual(Uint8Array.of(0, 1, 1));
  });

  it('leaves what does not fit, and texts, to the runtime', () => {
    expect(evaluateCast(float32(Number.NaN), 'int32')).toBeUndefined();
    expect(evaluateCast(float64(2 ** 31), 'int32')).toBeUndefined();
    expect(evaluateCast(float64(1e300), 'int64')).toBeUndefined();
    expect(evaluateCast(int64(2n ** 53n + 1n), 'float32')).toBeUndefined();
    expect(evaluateCast(constant('string', [1], ['1']), 'float32')).toBeUndefined();
    expect(evaluateCast(float32(1), 'string')).toBeUndefined();
  });
});
