/** Stores equal constants once: the same dtype, shape and bytes, such as the weights of a layer that is used twice. */

import type { Graph, Initializer, Value } from '../graph/graph.js';

/** The same graph in which the first of equal initializers stands for all of them. */
export function mergeInitializers(graph: Graph): Graph {
  const groups = new Map<string, Initializer[]>();
  const firstByName = new Map<string, Initializer>();
  const initializers = graph.initializers.filter((initializer) => {
    const key = keyOf(initializer);
    const alike = groups.get(key);
    const first = alike?.find((other) => sameData(other, initializer));
    if (alike === undefined) groups.set(key, [initializer]);
    else if (first === undefined) alike.push(initializer);
    if (first !== undefined) firstByName.set(initializer.name, first);
    return first === undefined;
  });
  if (firstByName.size === 0) return graph;
  const resolve = (value: Value | undefined) => value && (firstByName.get(value.name) ?? value);
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(resolve) }));
  return { ...graph, initializers, nodes };
}

/** The type and the first elements, so that thousands of small constants are not each compared with all others. */
function keyOf({ dtype, shape, data }: Initializer): string {
  const start = ArrayBuffer.isView(data)
    ? Buffer.from(bytesOf(data).subarray(0, 64)).toString('latin1')
    : JSON.stringify(data.slice(0, 8));
  return `${dtype} ${shape.join()} ${start}`;
}

/** By bits: 0 and -0 differ, and a NaN equals itself. */
function sameData({ data: a }: Initializer, { data: b }: Initializer): boolean {
  if (a === b) return true;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return false;
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
