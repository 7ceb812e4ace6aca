/**
 * Additions of and multiplications by constants, one behind the other, as one map x · scale + shift, worked out in
 * float64. Only float32 is looked at: in float64, preprocessing is held to its reference digit by digit.
 */

import type { Initializer, Node, Value } from '../graph/graph.js';
import { elementCount, sameShape } from '../graph/shape.js';
import { constantAt, type GraphIndex, onlyReader } from './graph-index.js';

export interface AffineChain {
  readonly nodes: readonly Node[];
  /** What goes into the first node, and what comes out of the last one. */
  readonly start: Value;
  readonly end: Value;
  /** Of scale and shift, which broadcast to the values; [] when all constants hold one element. */
  readonly shape: readonly number[];
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/**
 * How large a shift may be that moves to another place of a sum. Values near it cancel it, and what is left has lost
 * 2^-24 of it: of 16 that is 1e-6, a tenth of the absolute difference that exports may have. Above that, a large mean
 * is better subtracted first, as it is, from values that are as large.
 */
export const largestMovedShift = 16;

/** So that a pass which asks at each node of a long chain still takes time in proportion to the graph. */
const longestChain = 16;

/** The chain from `first` on; undefined when that is no step. All its values but the end have one reader. */
export function affineChainFrom(first: Node | undefined, index: GraphIndex): AffineChain | undefined {
  let chain: AffineChain | undefined;
  let node = first;
  while (node !== undefined && (chain?.nodes.length ?? 0) < longestChain) {
    const step = stepOf(node, index);
    const longer = step && (chain === undefined ? step : joined(chain, step));
    if (longer === undefined) return chain;
    chain = longer;
    node = onlyReader(index, chain.end);
  }
  return chain;
}

/** The chains that lead to `end` and to nothing else, the longest first. */
export function affineChainsTo(end: Value, index: GraphIndex): readonly AffineChain[] {
  const starts: Node[] = [];
  let step = onlyStepTo(end, index);
  while (step !== undefined && starts.length < longestChain) {
    starts.unshift(...step.nodes);
    step = onlyStepTo(step.start, index);
  }
  const chains = starts.map((first) => affineChainFrom(first, index));
  return chains.filter((chain) => chain !== undefined).filter((chain) => chain.end.name === end.name);
}

/** Whether each step of the map can be stored: as float32, and without infinities. */
export function isFiniteChain({ scale, shift }: AffineChain): boolean {
  return [...scale, ...shift].every((value) => Number.isFinite(Math.fround(value)));
}

/** The chain's scale or shift for each of `count` channels. */
export function perChannel(values: Float64Array, count: number): Float64Array {
  return values.length === 1 ? new Float64Array(count).fill(values[0] ?? Number.NaN) : values;
}

const steps: Readonly<Record<string, (constant: number, isFirst: boolean) => readonly [number, number]>> = {
  Add: (constant) => [1, constant],
  Sub: (constant, isFirst) => (isFirst ? [-1, constant] : [1, -constant]),
  Mul: (constant) => [constant, 0],
  Div: (constant) => [1 / constant, 0],
};

function onlyStepTo(value: Value, index: GraphIndex): AffineChain | undefined {
  const producer = index.producers.get(value.name);
  return producer && onlyReader(index, value) && stepOf(producer, index);
}

/** A chain of one; undefined when the node is not x with a constant, or the constant makes x larger. */
function stepOf(node: Node, index: GraphIndex): AffineChain | undefined {
  const map = Object.hasOwn(steps, node.op) ? steps[node.op] : undefined;
  const [end] = node.outputs;
  const position = node.inputs.findIndex((input) => constantAt(index, input) !== undefined);
  const constant = constantAt(index, node.inputs[position]);
  const start = node.inputs[1 - position];
  if (map === undefined || end === undefined || !(constant?.data instanceof Float32Array) || !start)
    return undefined;
  if (constantAt(index, start) || !sameShape(start.shape, end.shape)) return undefined;
  if (node.op === 'Div' && position === 0) return undefined;
  const values = new Float64Array(constant.data);
  return {
    nodes: [node],
    start,
    end,
    shape: shapeOf(constant),
    scale: values.map((value) => map(value, position === 0)[0]),
    shift: values.map((value) => map(value, position === 0)[1]),
  };
}

/** Undefined when their constants have different shapes, neither of one element: the map would be larger than both. */
function joined(chain: AffineChain, step: AffineChain): AffineChain | undefined {
  const [shape, other] =
    chain.scale.length >= step.scale.length ? [chain.shape, step.shape] : [step.shape, chain.shape];
  if (elementCount(other) !== 1 && !sameShape(shape, other)) return undefined;
  if (step.start.name !== chain.end.name) return undefined;
  const count = elementCount(shape) ?? 1;
  const [scale, shift, stepScale, stepShift] = [chain.scale, chain.shift, step.scale, step.shift].map(
    (values) => perChannel(values, count),
  );
  if (!scale || !shift || !stepScale || !stepShift) return undefined;
  return {
    nodes: [...chain.nodes, ...step.nodes],
    start: chain.start,
    end: step.end,
    shape,
    scale: scale.map((value, i) => value * (stepScale[i] ?? Number.NaN)),
    shift: shift.map((value, i) => value * (stepScale[i] ?? Number.NaN) + (stepShift[i] ?? Number.NaN)),
  };
}

/** Without leading ones, which broadcasting adds again; [] for one element. */
function shapeOf({ shape }: Initializer): readonly number[] {
  const lengths = shape.map(Number);
  const first = lengths.findIndex((length) => length !== 1);
  return first < 0 ? [] : lengths.slice(first);
}
