/** Attributes of a node by name. The op table has checked their types, so one of another type counts as left out. */

import type { Attribute, Node } from '../graph/graph.js';

export function intAttribute({ attributes }: Node, name: string): number | undefined {
  const found = attributes.find((attribute) => attribute.name === name);
  return found?.type === 'int' ? found.value : undefined;
}

export function intsAttribute({ attributes }: Node, name: string): readonly number[] | undefined {
  const found = attributes.find((attribute) => attribute.name === name);
  return found?.type === 'ints' ? found.value : undefined;
}

/** The attributes of the node, with this one in the place of the one of its name, or behind them. */
export function withAttribute({ attributes }: Node, attribute: Attribute): readonly Attribute[] {
  const index = attributes.findIndex(({ name }) => name === attribute.name);
  return index < 0 ? [...attributes, attribute] : attributes.with(index, attribute);
}
