/**
 * A graph in the making out of another one: a pass walks the nodes in their order and keeps, replaces or drops each.
 * What is not touched is kept by reference, and a graph of which nothing is touched comes back as the same object.
 */

import type { Graph, Initializer, Node, Value } from '../graph/graph.js';
import { unusedNames } from '../graph/unused-names.js';

export class GraphRewriter {
  readonly #graph: Graph;
  readonly #nodes: Node[] = [];
  readonly #added: Initializer[] = [];
  /** Made when the first new name is asked for. */
  #unused: ReturnType<typeof unusedNames> | undefined;
  /** Values of the old graph, by name, and what stands for them now. */
  readonly #replacements = new Map<string, Value>();
  /** Names that change at the end, since a graph output's own name must stay. */
  readonly #renames = new Map<string, string>();
  readonly #fixed: ReadonlySet<string>;
  readonly #outputs: ReadonlySet<string>;
  #isChanged = false;

  constructor(graph: Graph) {
    this.#graph = graph;
    const { inputs, initializers, outputs } = graph;
    this.#outputs = new Set(outputs.map(({ name }) => name));
    this.#fixed = new Set([...inputs, ...initializers, ...outputs].map(({ name }) => name));
  }

  /** A node of the old graph as it is, save that it reads what stands for its inputs now. */
  keep(node: Node): void {
    const isStale = node.inputs.some((input) => input !== undefined && this.#replacements.has(input.name));
    this.#nodes.push(isStale ? { ...node, inputs: node.inputs.map((input) => this.resolve(input)) } : node);
  }

  /** A node that is new, or another one than it was. */
  add(node: Node): void {
    this.#isChanged = true;
    this.#nodes.push({ ...node, inputs: node.inputs.map((input) => this.resolve(input)) });
  }

  /** Notes that nodes were left out. */
  drop(): void {
    this.#isChanged = true;
  }

  /** Whether `by` may stand for `value`. A graph output can lend its name only to what has no fixed name. */
  canReplace(value: Value, by: Value): boolean {
    const { name } = this.resolve(by);
    return !this.#outputs.has(value.name) || !(this.#fixed.has(name) || this.#renames.has(name));
  }

  /** From now on, nodes read `by` where they read `value`, which no node may make any more. */
  replace(value: Value, by: Value): void {
    if (!this.canReplace(value, by)) throw new TypeError(`${by.name} cannot stand for ${value.name}`);
    this.#isChanged = true;
    const resolved = this.resolve(by);
    this.#replacements.set(value.name, resolved);
    if (this.#outputs.has(value.name)) this.#renames.set(resolved.name, value.name);
  }

  /** What stands for a value of the old graph now. */
  resolve<V extends Value | undefined>(value: V): V | Value {
    return value === undefined ? value : (this.#replacements.get(value.name) ?? value);
  }

  /** A new constant, under this name or a longer one; `data` by reference. */
  constant({ data, ...type }: Initializer): Value {
    const value = { ...type, name: this.freeName(type.name) };
    this.#added.push({ ...value, data });
    return value;
  }

  /** Makes a constant of what a node, which is dropped, gave until now; its name stays. */
  store(initializer: Initializer): void {
    this.#isChanged = true;
    this.#added.push(initializer);
  }

  /** `name`, or where that is taken a longer one. */
  freeName(name: string): string {
    this.#unused ??= unusedNames(this.#graph);
    return this.#unused(name);
  }

  build(): Graph {
    if (!this.#isChanged) return this.#graph;
    const initializers = [...this.#graph.initializers, ...this.#added];
    if (this.#renames.size === 0) return { ...this.#graph, initializers, nodes: this.#nodes };
    const renamed = <V extends Value | undefined>(value: V): V | Value => {
      const name = value && this.#renames.get(value.name);
      return value === undefined || name === undefined ? value : { ...value, name };
    };
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    }));
    return { ...this.#graph, initializers, nodes };
  }
}
