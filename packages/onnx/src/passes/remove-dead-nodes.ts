/** Drops what no output needs: nodes, and initializers that no node reads any more. Inputs stay, needed or not. */

import type { Graph, Node } from '../graph/graph.js';

/** The graph without dead parts, itself where there are none; what is left keeps its order and its names. */
export function removeDeadNodes(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const kept = new Set<Node>();
  // Nodes are in topological order, so that one walk from the last to the first sees each reader before what it reads.
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some(({ name }) => needed.has(name))) continue;
    kept.add(node);
    for (const input of node.inputs) if (input !== undefined) needed.add(input.name);
  }
  const nodes = graph.nodes.filter((node) => kept.has(node));
  const initializers = graph.initializers.filter(({ name }) => needed.has(name));
  const isSame = nodes.length === graph.nodes.length && initializers.length === graph.initializers.length;
  return isSame ? graph : { ...graph, nodes, initializers };
}
