/** Names for what a pass adds to a graph: the one that is asked for, with underscores behind it until nothing has it. */

import type { Graph } from './graph.js';

/** Gives each name once; what it has given counts as taken. */
export function unusedNames({ inputs, initializers, nodes }: Graph): (name: string) => string {
  const values = [...inputs, ...initializers, ...nodes.flatMap((node) => node.outputs)];
  const taken = new Set([...values, ...nodes].map(({ name }) => name));
  return (name) => {
    let free = name;
    while (taken.has(free)) free += '_';
    taken.add(free);
    return free;
  };
}
