/**
 * How an op changes when the axes of what it takes come in another order. `perm` leads from the order in which the
 * values lie to the one in which the graph means them, as a Transpose behind them would: graph axis i is axis `perm[i]`
 * of what lies there. An op without a rule gets its values in the graph's order.
 */

import type { TensorData } from '../graph/data-type.js';
import type { Attribute, Node } from '../graph/graph.js';
import { resolveAxis } from '../graph/shape.js';
import { intAttribute, intsAttribute, withAttribute } from './node-attributes.js';
import { identityOf, type Permutation } from './permutation.js';

/** The node for values in their own order. */
export interface Relaid {
  readonly attributes: readonly Attribute[];
  /** From the order in which the outputs lie to the graph's. */
  readonly perm: Permutation;
  /** Constants to take the place of inputs, by position. */
  readonly integers?: ReadonlyMap<number, readonly bigint[]>;
}

/** `dataAt` gives the data of the constant input at a position; a rule gives undefined for a form that it cannot lay. */
export interface LayoutRule {
  /** Whether all inputs have the axes of the output (and broadcast), or the first one alone. */
  readonly carriers: 'all' | 'first';
  relay(
    node: Node,
    perm: Permutation,
    dataAt: (position: number) => TensorData | undefined,
  ): Relaid | undefined;
}

const elementwise: LayoutRule = {
  carriers: 'all',
  relay: ({ attributes }, perm) => ({ attributes, perm }),
};

const alongAxis: LayoutRule = {
  carriers: 'first',
  relay: (node, perm) => ({ attributes: movedAxis(node, perm, -1), perm }),
};

const reduction: LayoutRule = { carriers: 'first', relay: relayReduction };

/** Ops that work on each element alone, and on what broadcasts to it. */
export const elementwiseOps: ReadonlySet<string> = new Set([
  ...['Add', 'Cast', 'Clip', 'Cos', 'Div', 'Elu', 'Equal', 'Erf', 'Exp', 'GreaterOrEqual'],
  ...['HardSigmoid', 'Identity', 'IsNaN', 'LeakyRelu', 'LessOrEqual', 'Log', 'Max', 'Min', 'Mul', 'PRelu'],
  ...['Pow', 'Relu', 'Selu', 'Sigmoid', 'Sin', 'Softplus', 'Softsign', 'Sub', 'Tanh', 'ThresholdedRelu'],
  ...['Where'],
]);

export const layoutRules: Readonly<Record<string, LayoutRule>> = {
  ...Object.fromEntries(Array.from(elementwiseOps, (op) => [op, elementwise])),
  Concat: { carriers: 'all', relay: (node, perm) => ({ attributes: movedAxis(node, perm, 0), perm }) },
  LayerNormalization: { carriers: 'first', relay: relayLayerNormalization },
  LogSoftmax: alongAxis,
  LpNormalization: alongAxis,
  MatMul: { carriers: 'first', relay: relayMatMul },
  Pad: { carriers: 'first', relay: relayPad },
  ReduceL2: reduction,
  ReduceMax: reduction,
  ReduceMean: reduction,
  Slice: { carriers: 'first', relay: relaySlice },
  Softmax: alongAxis,
  Split: { carriers: 'first', relay: (node, perm) => ({ attributes: movedAxis(node, perm, 0), perm }) },
  Squeeze: { carriers: 'first', relay: relaySqueeze },
};

function movedAxis(node: Node, perm: Permutation, standard: number): readonly Attribute[] {
  const axis = resolveAxis(intAttribute(node, 'axis') ?? standard, perm.length) ?? 0;
  return withAttribute(node, { name: 'axis', type: 'int', value: perm[axis] ?? axis });
}

function relayReduction(node: Node, perm: Permutation): Relaid | undefined {
  const axes = intsAttribute(node, 'axes')?.map((axis) => resolveAxis(axis, perm.length) ?? 0);
  if (axes === undefined) return undefined;
  const moved = axes.map((axis) => perm[axis] ?? axis).toSorted((a, b) => a - b);
  const attributes = withAttribute(node, { name: 'axes', type: 'ints', value: moved });
  const isKept = intAttribute(node, 'keepdims') !== 0;
  return { attributes, perm: isKept ? perm : withoutAxes(perm, axes) };
}

function relaySqueeze(
  { attributes }: Node,
  perm: Permutation,
  dataAt: (position: number) => TensorData | undefined,
): Relaid | undefined {
  const axes = integersIn(dataAt(1))?.map((axis) => resolveAxis(axis, perm.length) ?? 0);
  if (axes === undefined) return undefined;
  const moved = axes.map((axis) => BigInt(perm[axis] ?? axis));
  return { attributes, perm: withoutAxes(perm, axes), integers: new Map([[1, moved]]) };
}

/** Two pads for each axis: all that lie before, then all that lie behind. */
function relayPad(
  { attributes }: Node,
  perm: Permutation,
  dataAt: (position: number) => TensorData | undefined,
): Relaid | undefined {
  const pads = dataAt(1);
  if (!(pads instanceof BigInt64Array)) return undefined;
  const moved = new Array<bigint>(pads.length).fill(0n);
  for (const [axis, from] of perm.entries()) {
    moved[from] = pads[axis] ?? 0n;
    moved[from + perm.length] = pads[axis + perm.length] ?? 0n;
  }
  return { attributes, perm, integers: new Map([[1, moved]]) };
}

function relaySlice(
  { attributes }: Node,
  perm: Permutation,
  dataAt: (position: number) => TensorData | undefined,
): Relaid | undefined {
  const axes = integersIn(dataAt(3))?.map((axis) => resolveAxis(axis, perm.length) ?? 0);
  if (axes === undefined) return undefined;
  return { attributes, perm, integers: new Map([[3, axes.map((axis) => BigInt(perm[axis] ?? axis))]]) };
}

/** A product with one matrix for all rows: the columns must stay last, the rows may lie in any order. */
function relayMatMul(
  { inputs, attributes }: Node,
  perm: Permutation,
  dataAt: (position: number) => TensorData | undefined,
): Relaid | undefined {
  const last = perm.length - 1;
  const isOneMatrix = dataAt(1) !== undefined && inputs[1]?.shape.length === 2;
  return isOneMatrix && perm[last] === last ? { attributes, perm } : undefined;
}

/** The axes that are normalised must stay the last ones, in their order. */
function relayLayerNormalization(node: Node, perm: Permutation): Relaid | undefined {
  const first = resolveAxis(intAttribute(node, 'axis') ?? -1, perm.length) ?? 0;
  const stays = perm.every((axis, i) => i < first || axis === i);
  const axis: Attribute = { name: 'axis', type: 'int', value: first };
  return stays ? { attributes: withAttribute(node, axis), perm } : undefined;
}

/** What is left of the permutation when these axes of the graph's order are gone. */
function withoutAxes(perm: Permutation, axes: readonly number[]): Permutation {
  const kept = identityOf(perm.length).filter((axis) => !axes.includes(axis));
  const lying = kept.map((axis) => perm[axis] ?? axis);
  const ranks = lying.toSorted((a, b) => a - b);
  return lying.map((axis) => ranks.indexOf(axis));
}

function integersIn(data: TensorData | undefined): readonly number[] | undefined {
  return data instanceof BigInt64Array ? Array.from(data, Number) : undefined;
}
