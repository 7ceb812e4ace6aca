/** Drops what no output needs: nodes, and initializers that no node reads any more. Inputs stay, needed or not. */

import type { Graph, Node } from '../graph/graph.js';

/** The same graph without dead parts; what is left keeps its order and its names. */
export function removeDeadNodes(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const kept = new Set<Node>();
  // Nodes are in topological order, so that one walk from the last to the first sees each reader before what it reads.
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some(({ name }) => needed.has(name))) continue;
    kept.add(node);
    for (const input of node.inputs) if (input !== undefined) needed.add(input.name);
  }
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => kept.has(node)),
    initializers: graph.initializers.filter(({ name }) => needed.has(name)),
  };
}
