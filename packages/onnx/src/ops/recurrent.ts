/**
 * LSTM, GRU and RNN (onnx/docs/Operators.md, since opset 14). X is [T, N, F]; the weights have a dimension D in front, 2
 * when the direction is bidirectional; the outputs are Y [T, D, N, H], Y_h [D, N, H] and LSTM's Y_c [D, N, H].
 * Left out: layout 1, which onnxruntime's CPU kernels refuse, and peepholes, clip, input_forget and linear_before_reset,
 * which tfjs has not.
 */

import type { DataType } from '../graph/data-type.js';
import type { TensorType, Value } from '../graph/graph.js';
import { type Dimension, formatShape, type Shape } from '../graph/shape.js';
import {
  type AttributeSpecs,
  type AttributesOf,
  defineOp,
  type NodeCall,
  OpMismatch,
} from './op-definition.js';
import { eightBits, floats } from './type-sets.js';

/** `activations` holds a name for each function of a direction; alphas and betas only for those that take them. */
const attributes = {
  activation_alpha: 'floats?',
  activation_beta: 'floats?',
  activations: 'strings?',
  direction: 'string?',
  hidden_size: 'int',
} as const satisfies AttributeSpecs;

/** Inputs: X, W, R, B, sequence_lens, initial_h. */
const inputs = ['T', 'T', 'T', 'T?', 'L?', 'T?'];
const types: Readonly<Record<string, readonly DataType[]>> = { T: floats, L: ['int32'] };

export const recurrentOps = {
  /** Gates i, o, f, c. One more input, initial_c. */
  LSTM: defineOp({
    domain: '',
    inputs: [...inputs, 'T?'],
    types,
    attributes,
    infer: (call) => {
      const [sequence, last] = outputsOf(call, 4);
      return [sequence, last, last];
    },
  }),
  /**
   * LSTM with 8-bit weights, in onnxruntime alone (its docs/ContribOperators.md). W [D, F, 4 · H] and R [D, H, 4 · H] lie
   * the other way round; behind initial_c come no peepholes, then scale [D, 4 · H] and zero of W, and the same of R.
   */
  DynamicQuantizeLSTM: defineOp({
    domain: 'com.microsoft',
    inputs: ['T', 'Q', 'Q', 'T?', 'L?', 'T?', 'T?', 'T?', 'T?', 'Q?', 'T?', 'Q?'],
    types: { T: ['float32'], L: ['int32'], Q: eightBits },
    attributes,
    infer: (call) => {
      const [sequence, last] = outputsOf(call, 4, { transposed: true });
      return [sequence, last, last];
    },
  }),
  /** Gates z, r, h. */
  GRU: defineOp({ domain: '', inputs, types, attributes, infer: (call) => outputsOf(call, 3) }),
  RNN: defineOp({ domain: '', inputs, types, attributes, infer: (call) => outputsOf(call, 1) }),
};

type Call = Pick<NodeCall<AttributeSpecs>, 'input' | 'optional'> & {
  readonly attributes: AttributesOf<typeof attributes>;
};

/** Y and Y_h; every input is held against the shape that the specification gives it. */
function outputsOf(
  { input, optional, attributes: given }: Call,
  gates: number,
  { transposed = false }: { readonly transposed?: boolean } = {},
): readonly [sequence: TensorType, last: TensorType] {
  const { dtype, shape } = input(0);
  const [time, batch, features] = shape;
  if (time === undefined || batch === undefined || features === undefined || shape.length !== 3)
    throw new OpMismatch(`X must be [T, N, F]; got ${formatShape(shape)}`);
  const directions = directionsOf(given.direction ?? 'forward');
  const hidden = given.hidden_size;
  const state = [directions, batch, hidden];
  const weight = (width: Dimension): Shape =>
    transposed ? [directions, width, gates * hidden] : [directions, gates * hidden, width];
  requireShape('W', input(1), weight(features));
  requireShape('R', input(2), weight(hidden));
  requireShape('B', optional(3), [directions, 2 * gates * hidden]);
  requireShape('sequence_lens', optional(4), [batch]);
  requireShape('initial_h', optional(5), state);
  requireShape('initial_c', optional(6), state);
  return [
    { dtype, shape: [time, ...state] },
    { dtype, shape: state },
  ];
}

function directionsOf(direction: string): number {
  if (direction === 'forward' || direction === 'reverse') return 1;
  if (direction === 'bidirectional') return 2;
  throw new OpMismatch(`the direction must be forward, reverse or bidirectional; got ${direction}`);
}

function requireShape(name: string, value: Value | undefined, expected: Shape): void {
  if (value === undefined) return;
  const fits =
    value.shape.length === expected.length &&
    value.shape.every((dimension, axis) => mayEqual(dimension, expected[axis] ?? 1));
  if (!fits)
    throw new OpMismatch(`${name} must be ${formatShape(expected)}; got ${formatShape(value.shape)}`);
}

/** A name beside a number may turn out equal when the graph runs. */
function mayEqual(a: Dimension, b: Dimension): boolean {
  return a === b || typeof a !== typeof b;
}
