/**
 * Arithmetic and casts on constants, as onnxruntime computes them on a CPU: float32 results are rounded once (a double
 * has more than twice float32's digits, so rounding its result gives the same), integers wrap, and their division
 * truncates. What the specification leaves open is not computed: a division by zero, a cast that does not fit.
 */

import { type DataType, dataTypes, type TensorData } from '../graph/data-type.js';
import type { Initializer } from '../graph/graph.js';
import { broadcastStrides, offsetsOf } from './strided-data.js';

type NumberArray = Float32Array | Float64Array | Int32Array;

interface Arithmetic {
  readonly float: (a: number, b: number) => number;
  readonly int32: (a: number, b: number) => number;
  readonly int64: (a: bigint, b: bigint) => bigint;
}

const arithmetic: Readonly<Record<string, Arithmetic>> = {
  Add: { float: (a, b) => a + b, int32: (a, b) => a + b, int64: (a, b) => a + b },
  Sub: { float: (a, b) => a - b, int32: (a, b) => a - b, int64: (a, b) => a - b },
  Mul: { float: (a, b) => a * b, int32: Math.imul, int64: (a, b) => a * b },
  Div: { float: (a, b) => a / b, int32: (a, b) => Math.trunc(a / b), int64: (a, b) => a / b },
};

/** `op` on two constants of one dtype, which broadcast to `shape`; undefined when it cannot be known. */
export function evaluateArithmetic(
  op: string,
  [a, b]: readonly (Initializer | undefined)[],
  shape: readonly number[],
): TensorData | undefined {
  const functions = arithmetic[op];
  if (functions === undefined || a === undefined || b === undefined) return undefined;
  const [first, second] = [a, b].map((each) =>
    offsetsOf(shape, broadcastStrides(each.shape.map(Number), shape)),
  );
  if (first === undefined || second === undefined) return undefined;
  const at = { first, second };
  if (op === 'Div' && isInteger(b.dtype) && Array.from(b.data, Number).includes(0)) return undefined;
  if (a.data instanceof BigInt64Array && b.data instanceof BigInt64Array)
    return combine(new BigInt64Array(first.length), [a.data, b.data], { at, apply: functions.int64 });
  if (!isNumberArray(a.data) || !isNumberArray(b.data)) return undefined;
  const apply = a.dtype === 'int32' ? functions.int32 : functions.float;
  return combine(emptyLike(a.data, first.length), [a.data, b.data], { at, apply });
}

const unary: Readonly<Record<string, (x: number) => number>> = { Neg: (x) => -x, Sqrt: Math.sqrt };

/** Neg and Sqrt of floats. */
export function evaluateUnary(op: string, x: Initializer | undefined): TensorData | undefined {
  const apply = unary[op];
  if (apply === undefined || (x?.dtype !== 'float32' && x?.dtype !== 'float64')) return undefined;
  return isNumberArray(x.data) ? x.data.map(apply) : undefined;
}

/** Between numbers and bool; undefined when a value does not fit. */
export function evaluateCast(x: Initializer | undefined, to: DataType): TensorData | undefined {
  if (x?.dtype === to) return x.data;
  if (x === undefined || x.dtype === 'float16' || x.dtype === 'string') return undefined;
  const values = Array.from(x.data, Number);
  // Above 2^53 the way over a double would round twice.
  if (x.dtype === 'int64' && !values.every(Number.isSafeInteger)) return undefined;
  if (to === 'bool') return Uint8Array.from(values, (value) => (value === 0 ? 0 : 1));
  if (to === 'float32' || to === 'float64') return dataTypes[to].array.from(values);
  const whole = values.map(Math.trunc);
  if (to === 'int32')
    return whole.every((value) => value === (value | 0)) ? Int32Array.from(whole) : undefined;
  if (to !== 'int64' || !whole.every(Number.isSafeInteger)) return undefined;
  return BigInt64Array.from(whole, BigInt);
}

function combine<T, Target extends { [index: number]: T }>(
  target: Target,
  [a, b]: readonly [ArrayLike<T>, ArrayLike<T>],
  {
    at,
    apply,
  }: {
    readonly at: { readonly first: Uint32Array; readonly second: Uint32Array };
    readonly apply: (a: T, b: T) => T;
  },
): Target {
  for (const [i, offset] of at.first.entries()) {
    const left = a[offset];
    const right = b[at.second[i] ?? 0];
    if (left === undefined || right === undefined) throw new RangeError(`there must be an element at ${i}`);
    target[i] = apply(left, right);
  }
  return target;
}

function isInteger(dtype: DataType): boolean {
  return dtype === 'int32' || dtype === 'int64';
}

function isNumberArray(data: TensorData): data is NumberArray {
  return data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array;
}

function emptyLike(data: NumberArray, length: number): NumberArray {
  if (data instanceof Float32Array) return new Float32Array(length);
  return data instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
}
