/**
 * Dynamic quantisation: weights of Dense, Conv and LSTM as int8, a quarter of the bytes; what they are multiplied with
 * becomes uint8 when the graph runs, over the range that the whole tensor has then. So no data are needed here; and a
 * row's result depends, within the tolerance, on the rows of its batch. Static quantisation is left out.
 */

import type { Graph } from '../graph/graph.js';
import { mergeInitializers } from '../passes/merge-initializers.js';
import { removeDeadNodes } from '../passes/remove-dead-nodes.js';
import { chooseNodes, type KeptWeight } from './choose-nodes.js';
import { Int8Writer, type QuantizedWeight } from './int8-writer.js';
import { quantizedForms } from './quantized-forms.js';

export interface Int8Options {
  /** Nodes whose weights are smaller together stay as they are. Default 1024. */
  readonly minBytes?: number;
}

/** What became smaller, and what that cost. */
export interface Int8Report {
  /** Empty when the graph has nothing to quantise. */
  readonly quantized: readonly QuantizedWeight[];
  /** Large weights that stay float32. */
  readonly kept: readonly KeptWeight[];
  /** Of `quantized` and `kept` together. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Of the weight that lost most. */
  readonly maxAbsError: number;
}

/** The same graph with int8 weights, and what that cost; measure the outputs on rows of your own. */
export function quantizeToInt8(
  graph: Graph,
  { minBytes = 1024 }: Int8Options = {},
): { readonly graph: Graph; readonly report: Int8Report } {
  const { nodes, kept } = chooseNodes(graph, { minBytes });
  const writer = new Int8Writer(graph);
  for (const node of graph.nodes) {
    const form = nodes.has(node) ? quantizedForms[node.op] : undefined;
    if (form) form.write(node, writer);
    else writer.nodes.push(node);
  }
  const initializers = [...graph.initializers, ...writer.initializers];
  return {
    graph: mergeInitializers(removeDeadNodes({ ...graph, nodes: writer.nodes, initializers })),
    report: reportOf(writer.quantized, kept),
  };
}

function reportOf(quantized: readonly QuantizedWeight[], kept: readonly KeptWeight[]): Int8Report {
  const bytesKept = kept.reduce((total, { bytes }) => total + bytes, 0);
  return {
    quantized,
    kept,
    bytesBefore: quantized.reduce((total, { bytesBefore }) => total + bytesBefore, bytesKept),
    bytesAfter: quantized.reduce((total, { bytesAfter }) => total + bytesAfter, bytesKept),
    maxAbsError: quantized.reduce((most, { maxAbsError }) => Math.max(most, maxAbsError), 0),
  };
}
