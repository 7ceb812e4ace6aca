/**
 * Needless transposes: those that move nothing, pairs that undo each other, and all that ops in between can do without.
 * One walk, in which a Transpose is only noted; what lies behind it works on the values as they lie, by layout-rules.ts,
 * until an op needs their real order. tfjs keeps the channels last and ONNX first, so that
 *
 *   x -> Transpose -> Conv -> Transpose -> Relu -> Transpose -> Conv     becomes     x -> Transpose -> Conv -> Relu -> Conv
 */

import type { Graph, Node, Value } from '../graph/graph.js';
import { constantAt, type GraphIndex, indexGraph } from './graph-index.js';
import { GraphRewriter } from './graph-rewriter.js';
import { LaidValues } from './laid-values.js';
import { type LayoutRule, layoutRules, type Relaid } from './layout-rules.js';
import { intsAttribute } from './node-attributes.js';
import {
  compose,
  identityOf,
  inverse,
  isIdentity,
  type Permutation,
  permuteShape,
  samePermutation,
} from './permutation.js';

/** The same graph with the fewest Transposes that were found; itself when it has no more than that. */
export function moveTransposes(graph: Graph): Graph {
  if (countTransposes(graph) === 0) return graph;
  // Where branches meet in two orders, either may be cheaper later on. Both are tried for the whole graph.
  const moved = walk(graph, { onTie: 'as they lie' });
  const kept = walk(graph, { onTie: 'as the graph means them' });
  return [moved, kept].reduce(
    (fewest, each) => (countTransposes(each) < countTransposes(fewest) ? each : fewest),
    graph,
  );
}

function countTransposes({ nodes }: Graph): number {
  return nodes.filter(({ op }) => op === 'Transpose').length;
}

interface Walk {
  readonly index: GraphIndex;
  readonly rewriter: GraphRewriter;
  readonly laid: LaidValues;
  /** In which order a node takes its inputs when both need as many transposes. */
  readonly onTie: 'as they lie' | 'as the graph means them';
}

function walk(graph: Graph, { onTie }: Pick<Walk, 'onTie'>): Graph {
  const index = indexGraph(graph);
  const rewriter = new GraphRewriter(graph);
  const laid = new LaidValues(rewriter, index.initializers);
  const state = { index, rewriter, laid, onTie };
  for (const node of graph.nodes) {
    const perm = movementOf(state, node);
    if (perm !== undefined) noteTranspose(state, node, perm);
    else if (!appendAsLying(state, node)) appendInGraphOrder(state, node);
  }
  for (const output of graph.outputs) laid.giveOut(output);
  return rewriter.build();
}

/** What the node does to the order of its input, if it does nothing else. */
function movementOf({ laid }: Walk, node: Node): Permutation | undefined {
  if (node.op === 'Transpose') return intsAttribute(node, 'perm');
  const [input] = node.inputs;
  // A second graph output of one value: it is a copy of what is transposed, not a copy to transpose.
  const isMovedCopy = node.op === 'Identity' && input !== undefined && !isIdentity(laid.viewOf(input).perm);
  return isMovedCopy ? identityOf(input.shape.length) : undefined;
}

function noteTranspose({ laid, rewriter }: Walk, node: Node, perm: Permutation): void {
  const [input] = node.inputs;
  const [output] = node.outputs;
  if (input === undefined || output === undefined)
    throw new TypeError(`${node.name} must have an input and an output`);
  const { lying, perm: before } = laid.viewOf(input);
  laid.note(output, { lying, perm: compose(before, perm) });
  rewriter.drop();
}

function appendInGraphOrder({ laid, rewriter }: Walk, node: Node): void {
  const inputs = node.inputs.map((input) => input && laid.inGraphOrder(input));
  const isSame = inputs.every((input, at) => input?.name === node.inputs[at]?.name);
  if (isSame) rewriter.keep(node);
  else rewriter.add({ ...node, inputs });
}

/** False when the op cannot, or when that would take more transposes. */
function appendAsLying(state: Walk, node: Node): boolean {
  const rule = Object.hasOwn(layoutRules, node.op) ? layoutRules[node.op] : undefined;
  const perm = rule && cheapestOrder(state, node, rule);
  if (rule === undefined || perm === undefined || isIdentity(perm)) return false;
  const relaid = rule.relay(node, perm, (at) => constantAt(state.index, node.inputs[at])?.data);
  if (relaid === undefined) return false;
  state.rewriter.add({
    ...node,
    attributes: relaid.attributes,
    inputs: node.inputs.map((_, at) => inputAsLying(state, node, { at, rule, perm, relaid })),
    outputs: node.outputs.map((output) => outputAsLying(state, output, relaid.perm)),
  });
  return true;
}

/** The order in which the fewest inputs must be transposed; undefined when they all lie as the graph means them. */
function cheapestOrder(
  { laid, onTie }: Walk,
  { inputs }: Node,
  { carriers }: LayoutRule,
): Permutation | undefined {
  const carrying = (carriers === 'all' ? inputs : inputs.slice(0, 1)).filter((input) => input !== undefined);
  const rank = Math.max(0, ...carrying.map(({ shape }) => shape.length));
  const orders: Permutation[] = [];
  for (const { perm } of carrying.map((input) => laid.viewOf(input))) {
    const isNew = !isIdentity(perm) && !orders.some((order) => samePermutation(order, perm));
    if (isNew && perm.length === rank) orders.push(perm);
  }
  if (orders.length === 0) return undefined;
  const own = identityOf(rank);
  const candidates = onTie === 'as they lie' ? [...orders, own] : [own, ...orders];
  const costs = candidates.map((perm) =>
    carrying.reduce((total, input) => total + laid.costOf(input, perm), 0),
  );
  return candidates[costs.indexOf(Math.min(...costs))];
}

interface Laying {
  readonly at: number;
  readonly rule: LayoutRule;
  readonly perm: Permutation;
  readonly relaid: Relaid;
}

function inputAsLying(
  { laid, rewriter }: Walk,
  node: Node,
  { at, rule, perm, relaid }: Laying,
): Value | undefined {
  const input = node.inputs[at];
  const integers = relaid.integers?.get(at);
  if (input === undefined) return undefined;
  if (integers === undefined)
    return at > 0 && rule.carriers === 'first' ? laid.inGraphOrder(input) : laid.inOrder(input, perm);
  const data = BigInt64Array.from(integers);
  return rewriter.constant({
    name: `${node.name}_moved_${at}`,
    dtype: 'int64',
    shape: [integers.length],
    data,
  });
}

/** What a node on values as they lie gives for this output. The name of a graph output stays with its own order. */
function outputAsLying({ index, laid, rewriter }: Walk, output: Value, perm: Permutation): Value {
  const isPublic = index.outputs.has(output.name);
  const name = isPublic ? rewriter.freeName(`${output.name}_moved`) : output.name;
  const lying = { ...output, name, shape: permuteShape(output.shape, inverse(perm)) };
  laid.note(output, { lying, perm });
  return lying;
}
