/**
 * Nodes that read constants only become constants. A result may take no more bytes than its node and the constants
 * that nothing else reads, so that the file never grows; the ops that repeat data (Expand) are not even evaluated.
 */

import { dataTypes, type TensorData } from '../graph/data-type.js';
import type { Graph, Initializer, Node, Value } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { evaluateNode } from './evaluate-node.js';
import { type GraphIndex, indexGraph } from './graph-index.js';
import { GraphRewriter } from './graph-rewriter.js';

/** What a node takes in the file at the least: its op and three names. */
const nodeBytes = 32;

/** The same graph in which everything that is known before it runs is stored. */
export function foldConstants(graph: Graph): Graph {
  const index = indexGraph(graph);
  const rewriter = new GraphRewriter(graph);
  const constants = new Map(index.initializers);
  for (const node of graph.nodes) {
    const folded = fold(node, constants, index);
    if (folded === undefined) {
      rewriter.keep(node);
      continue;
    }
    rewriter.store(folded);
    constants.set(folded.name, folded);
  }
  return rewriter.build();
}

function fold(
  node: Node,
  constants: ReadonlyMap<string, Initializer>,
  { readers, outputs }: GraphIndex,
): Initializer | undefined {
  const [output] = node.outputs;
  const inputs = node.inputs.map((input) => input && constants.get(input.name));
  const isKnown = inputs.every((constant, i) => constant !== undefined || node.inputs[i] === undefined);
  if (output === undefined || !isKnown || outputs.has(output.name)) return undefined;
  const freed = [...new Set(inputs)].filter(
    (constant) => constant && readers.get(constant.name)?.every((reader) => reader === node),
  );
  const limit = freed.reduce((total, constant) => total + bytesOf(constant?.data ?? []), nodeBytes);
  if (leastBytesOf(output) > limit) return undefined;
  const data = evaluateNode(node, inputs);
  return data === undefined || bytesOf(data) > limit ? undefined : { ...output, data };
}

/** Before anything is worked out: two vectors may make a matrix that no memory holds. */
function leastBytesOf({ dtype, shape }: Value): number {
  return (elementCount(shape) ?? 0) * (dataTypes[dtype].array?.BYTES_PER_ELEMENT ?? 0);
}

function bytesOf(data: TensorData): number {
  return ArrayBuffer.isView(data) ? data.byteLength : data.reduce((total, text) => total + text.length, 0);
}
