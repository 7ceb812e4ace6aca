/** A model in numbers: which ops how often, and what its initializers weigh. Bodies of If, Loop and Scan count too. */

import { storedBytesOf } from './element-types.js';
import type { OnnxGraph, OnnxModel, OnnxTensor } from './onnx-model.js';

export interface ModelSummary {
  readonly nodes: number;
  /** The most frequent first, then by name. */
  readonly ops: readonly OpCount[];
  readonly initializers: {
    readonly count: number;
    /** Of the elements, wherever they are stored. */
    readonly bytes: number;
    /** Part of `bytes`: in other files. */
    readonly externalBytes: number;
    /** The largest first; those of the same size in the file's order. */
    readonly bySize: readonly InitializerSize[];
  };
}

export interface OpCount {
  readonly op: string;
  /** Empty for the standard ops. */
  readonly domain: string;
  readonly count: number;
}

export interface InitializerSize {
  readonly tensor: OnnxTensor;
  readonly bytes: number;
}

/** Counts over the whole model. */
export function summariseModel({ graph }: OnnxModel): ModelSummary {
  const graphs = withSubgraphs(graph);
  const sizes = graphs.flatMap(({ initializers }) =>
    initializers.map((tensor) => ({ tensor, bytes: bytesOf(tensor) })),
  );
  const external = sizes.filter(({ tensor }) => tensor.data.storage === 'external');
  return {
    nodes: graphs.reduce((total, { nodes }) => total + nodes.length, 0),
    ops: countOps(graphs),
    initializers: {
      count: sizes.length,
      bytes: totalBytes(sizes),
      externalBytes: totalBytes(external),
      bySize: sizes.sort((a, b) => b.bytes - a.bytes),
    },
  };
}

function withSubgraphs(graph: OnnxGraph): readonly OnnxGraph[] {
  const attributes = graph.nodes.flatMap((node) => node.attributes);
  const bodies = attributes.flatMap((attribute) => {
    if (attribute.type === 'graph') return [attribute.value];
    return attribute.type === 'graphs' ? attribute.value : [];
  });
  return [graph, ...bodies.flatMap(withSubgraphs)];
}

function countOps(graphs: readonly OnnxGraph[]): readonly OpCount[] {
  const counts = new Map<string, OpCount>();
  for (const { op, domain } of graphs.flatMap(({ nodes }) => nodes)) {
    const key = `${domain}:${op}`;
    counts.set(key, { op, domain, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1));
}

function bytesOf({ dtype, shape, data }: OnnxTensor): number {
  switch (data.storage) {
    case 'inline':
      return data.bytes.byteLength;
    case 'text':
      return data.texts.reduce((total, text) => total + Buffer.byteLength(text), 0);
    case 'external':
      return (
        data.length ??
        storedBytesOf(
          dtype,
          shape.reduce((total, dimension) => total * dimension, 1),
        ) ??
        0
      );
  }
}

function totalBytes(sizes: readonly InitializerSize[]): number {
  return sizes.reduce((total, { bytes }) => total + bytes, 0);
}
