/**
 * A graph as its opset spells it. The op table speaks opset 17, and so does every graph in memory; of what the table
 * holds, only the reductions are written otherwise later: from opset 18 on their axes are an input.
 */

import type { Graph, Initializer, Node } from '../graph/graph.js';

const reductionAxesAreInputsFrom = 18;

/** The same graph, its reductions as the graph's opset wants them. */
export function spellForOpset(graph: Graph): Graph {
  if (graph.opset < reductionAxesAreInputsFrom) return graph;
  const added: Initializer[] = [];
  const nodes = graph.nodes.map((node) => {
    const axes = axesOf(node);
    if (axes === undefined) return node;
    added.push(axes);
    const attributes = node.attributes.filter(({ name }) => name !== 'axes');
    return { ...node, inputs: [...node.inputs, axes], attributes };
  });
  return { ...graph, nodes, initializers: [...graph.initializers, ...added] };
}

/** The axes of a reduction as a constant. */
function axesOf(node: Node): Initializer | undefined {
  const attribute = node.attributes.find(({ name }) => name === 'axes');
  if (!node.op.startsWith('Reduce') || attribute?.type !== 'ints') return undefined;
  const data = BigInt64Array.from(attribute.value, BigInt);
  return { name: `${node.name}_axes`, dtype: 'int64', shape: [data.length], data };
}
