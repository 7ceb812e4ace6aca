/**
 * Which nodes become 8-bit, and why each large weight of the others does not. Without data there is no telling what a
 * weight's error does to the outputs, so what decides is size, and the place: nothing behind the last weights evens
 * their errors out, so where they are a small part of the model, they stay.
 */

import type { Graph, Initializer, Node } from '../graph/graph.js';
import type { ConstantOf } from './quantized-form.js';
import { quantizedForms } from './quantized-forms.js';

/** A large weight that stays float32. */
export interface KeptWeight {
  readonly name: string;
  readonly bytes: number;
  readonly reason: string;
}

export interface Choice {
  readonly nodes: ReadonlySet<Node>;
  /** In the order of the graph's initializers. */
  readonly kept: readonly KeptWeight[];
}

/** The last weights stay when they are at most this part of all that could be 8-bit. */
const smallPart = 0.05;

/** Weights of a node that are smaller than `minBytes` together stay. */
export function chooseNodes(graph: Graph, { minBytes }: { readonly minBytes: number }): Choice {
  const constants = new Map(graph.initializers.map((initializer) => [initializer.name, initializer]));
  const constantOf: ConstantOf = (value) => value && constants.get(value.name);
  const weighted = graph.nodes.flatMap((node) => weightsIn(node, constantOf));
  const context = { constantOf, minBytes, smallLast: smallLastOf(graph, weighted) };
  const refusals = new Map<Node, string>();
  for (const each of weighted) {
    const reason = refusalOf(each, context);
    if (reason !== undefined) refusals.set(each.node, reason);
  }
  const candidates = weighted.filter(({ node }) => !refusals.has(node));
  const nodes = new Set(candidates.map(({ node }) => node));
  // A weight that one node takes as float32 is stored so: a second copy would make the file larger.
  const shared = new Set(graph.nodes.flatMap((node) => floatInputsOf(node, nodes.has(node))));
  for (const { node, weights } of candidates) {
    if (!weights.some(({ name }) => shared.has(name))) continue;
    refusals.set(node, 'another node takes it as float32');
    nodes.delete(node);
  }
  return { nodes, kept: keptIn(graph, { nodes, refusals, minBytes }) };
}

interface WeightedNode {
  readonly node: Node;
  readonly weights: readonly Initializer[];
  /** Of the weights together. */
  readonly bytes: number;
}

/** The node with its weights, when all of them are float32 constants; else nothing. */
function weightsIn(node: Node, constantOf: ConstantOf): readonly WeightedNode[] {
  const indices = quantizedForms[node.op]?.weights ?? [];
  const weights = indices.flatMap((index) => {
    const weight = constantOf(node.inputs[index]);
    return weight?.dtype === 'float32' ? [weight] : [];
  });
  if (weights.length === 0 || weights.length < indices.length) return [];
  return [{ node, weights, bytes: weights.reduce((total, weight) => total + bytesOf(weight), 0) }];
}

function refusalOf(
  { node, weights, bytes }: WeightedNode,
  context: {
    readonly constantOf: ConstantOf;
    readonly minBytes: number;
    readonly smallLast: ReadonlySet<Node>;
  },
): string | undefined {
  if (bytes < context.minBytes) return `it is below the limit of ${context.minBytes} bytes`;
  if (
    weights.some(
      ({ data }) => !(data instanceof Float32Array && data.every((value) => Number.isFinite(value))),
    )
  )
    return 'NaN or an infinity is in it';
  if (context.smallLast.has(node)) return 'it is the last before an output, and a small part of the model';
  return quantizedForms[node.op]?.refuse(node, context.constantOf);
}

/** The last nodes with weights on the way to the outputs, without those that are a large part of all weights. */
function smallLastOf(graph: Graph, weighted: readonly WeightedNode[]): ReadonlySet<Node> {
  const total = weighted.reduce((sum, { bytes }) => sum + bytes, 0);
  const byNode = new Map(weighted.map((each) => [each.node, each]));
  const small = new Set<Node>();
  // What leads to a node with weights; nodes are in topological order.
  const leading = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    const each = byNode.get(node);
    const leads = node.outputs.some(({ name }) => leading.has(name));
    if (each !== undefined && !leads && each.bytes <= smallPart * total) small.add(node);
    if (each !== undefined || leads) for (const input of node.inputs) if (input) leading.add(input.name);
  }
  return small;
}

/** Names of the inputs that the node takes as they are. */
function floatInputsOf({ op, inputs }: Node, isChosen: boolean): readonly string[] {
  const weights = isChosen ? (quantizedForms[op]?.weights ?? []) : [];
  return inputs.flatMap((input, index) =>
    input === undefined || weights.includes(index) ? [] : [input.name],
  );
}

/** Every float32 constant from `minBytes` on that some node still takes as it is, with the reason of the first. */
function keptIn(
  { nodes, initializers }: Graph,
  choice: {
    readonly nodes: ReadonlySet<Node>;
    readonly refusals: ReadonlyMap<Node, string>;
    readonly minBytes: number;
  },
): readonly KeptWeight[] {
  const reasons = new Map<string, string>();
  for (const node of nodes.toReversed()) {
    const isChosen = choice.nodes.has(node);
    const reason = isChosen ? `${node.op} adds it in float32` : `${node.op} has no 8-bit form`;
    for (const name of floatInputsOf(node, isChosen)) reasons.set(name, choice.refusals.get(node) ?? reason);
  }
  return initializers.flatMap((initializer) => {
    const { name, dtype } = initializer;
    const [bytes, reason] = [bytesOf(initializer), reasons.get(name)];
    return dtype !== 'float32' || bytes < choice.minBytes || reason === undefined
      ? []
      : [{ name, bytes, reason }];
  });
}

function bytesOf({ data }: Initializer): number {
  return 4 * data.length;
}
