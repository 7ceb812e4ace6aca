/** Who makes and who reads each value of a graph, by the value's name: what passes look up, made in one walk. */

import type { Graph, Initializer, Node, Value } from '../graph/graph.js';

export interface GraphIndex {
  readonly initializers: ReadonlyMap<string, Initializer>;
  readonly producers: ReadonlyMap<string, Node>;
  /** A node that takes a value twice is in its list twice. */
  readonly readers: ReadonlyMap<string, readonly Node[]>;
  /** The names of the graph's outputs. */
  readonly outputs: ReadonlySet<string>;
}

export function indexGraph({ initializers, nodes, outputs }: Graph): GraphIndex {
  const readers = new Map<string, Node[]>();
  const producers = new Map<string, Node>();
  for (const node of nodes) {
    for (const output of node.outputs) producers.set(output.name, node);
    for (const input of node.inputs) {
      if (input === undefined) continue;
      const known = readers.get(input.name);
      if (known === undefined) readers.set(input.name, [node]);
      else known.push(node);
    }
  }
  return {
    initializers: new Map(initializers.map((initializer) => [initializer.name, initializer])),
    producers,
    readers,
    outputs: new Set(outputs.map(({ name }) => name)),
  };
}

/** The node that alone needs the value; undefined when there are others, or the graph itself gives it out. */
export function onlyReader({ readers, outputs }: GraphIndex, { name }: Value): Node | undefined {
  const [reader, ...others] = readers.get(name) ?? [];
  return others.length === 0 && !outputs.has(name) ? reader : undefined;
}

/** The initializer that the value is; undefined when it is computed, or left out. */
export function constantAt({ initializers }: GraphIndex, value: Value | undefined): Initializer | undefined {
  return value && initializers.get(value.name);
}
