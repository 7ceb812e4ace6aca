/**
 * The values of a graph as they lie while moveTransposes walks over it: each is a Transpose, not yet made, of a value
 * in another order. It is made when somebody needs the value in the graph's own order, and only once.
 */

import type { Initializer, Value } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import type { GraphRewriter } from './graph-rewriter.js';
import { compose, identityOf, inverse, isIdentity, type Permutation, permuteShape } from './permutation.js';
import { transposeData } from './strided-data.js';

/** A value of the graph: what Transpose(lying, perm) would give. */
export interface View {
  readonly lying: Value;
  readonly perm: Permutation;
}

export class LaidValues {
  readonly #rewriter: GraphRewriter;
  readonly #constants: ReadonlyMap<string, Initializer>;
  /** By the name of the value in the graph; the ones that are not here lie as the graph means them. */
  readonly #views = new Map<string, View>();
  /** What has been transposed already, by what lies there and how. */
  readonly #transposed = new Map<string, Value>();

  constructor(rewriter: GraphRewriter, constants: ReadonlyMap<string, Initializer>) {
    this.#rewriter = rewriter;
    this.#constants = constants;
  }

  viewOf(value: Value): View {
    return this.#views.get(value.name) ?? { lying: value, perm: identityOf(value.shape.length) };
  }

  /** From now on, `value` is what `view` says. */
  note(value: Value, view: View): void {
    this.#views.set(value.name, view);
  }

  inGraphOrder(value: Value): Value {
    return this.#transpose(this.viewOf(value));
  }

  /** The value such that Transpose(result, perm) is `value`; a constant of a lower rank still broadcasts. */
  inOrder(value: Value, perm: Permutation): Value {
    const constant = this.#constants.get(value.name);
    if (constant !== undefined) return this.#constantInOrder(constant, perm);
    const { lying, perm: own } = this.viewOf(value);
    return isOneElement(value) ? lying : this.#transpose({ lying, perm: compose(own, inverse(perm)) });
  }

  /** How many transposes `inOrder` would make; infinite when it cannot. */
  costOf(value: Value, perm: Permutation): number {
    if (this.#constants.has(value.name) || isOneElement(value)) return 0;
    const isLower = value.shape.length < perm.length;
    if (isLower && !isIdentity(perm)) return Number.POSITIVE_INFINITY;
    const { lying, perm: own } = this.viewOf(value);
    const missing = isLower ? own : compose(own, inverse(perm));
    return isIdentity(missing) || this.#transposed.has(keyOf(lying, missing)) ? 0 : 1;
  }

  /** A graph output must exist under its own name. */
  giveOut(output: Value): void {
    const { lying, perm } = this.viewOf(output);
    if (lying === output) return;
    const key = keyOf(lying, perm);
    const known = isIdentity(perm) ? lying : this.#transposed.get(key);
    if (known === undefined) {
      this.#appendTranspose(lying, output, perm);
      this.#transposed.set(key, output);
    } else if (this.#rewriter.canReplace(output, known)) this.#rewriter.replace(output, known);
    else this.#appendTranspose(known, output, identityOf(perm.length));
  }

  /** With its elements where those of the values lie. */
  #constantInOrder(constant: Initializer, perm: Permutation): Value {
    if (isOneElement(constant)) return constant;
    const key = keyOf(constant, perm);
    const known = this.#transposed.get(key);
    if (known !== undefined) return known;
    const lengths = constant.shape.map(Number);
    const wide = [...new Array<number>(perm.length - lengths.length).fill(1), ...lengths];
    const order = inverse(perm);
    const data = transposeData(constant.data, wide, order);
    const shape = permuteShape(wide, order);
    const laid = this.#rewriter.constant({ ...constant, name: `${constant.name}_moved`, shape, data });
    this.#transposed.set(key, laid);
    return laid;
  }

  #transpose({ lying, perm }: View): Value {
    if (isIdentity(perm)) return lying;
    const key = keyOf(lying, perm);
    const known = this.#transposed.get(key);
    if (known !== undefined) return known;
    const name = this.#rewriter.freeName(`${lying.name}_transposed`);
    const output = { ...lying, name, shape: permuteShape(lying.shape, perm) };
    this.#appendTranspose(lying, output, perm);
    this.#transposed.set(key, output);
    return output;
  }

  /** The identity is a Transpose that moves nothing; where one is needed for its name, it is written as what it is. */
  #appendTranspose(input: Value, output: Value, perm: Permutation): void {
    const name = this.#rewriter.freeName(`${output.name}_transpose`);
    const node = { name, domain: '', inputs: [input], outputs: [output] };
    if (isIdentity(perm)) this.#rewriter.add({ ...node, op: 'Identity', attributes: [] });
    else
      this.#rewriter.add({
        ...node,
        op: 'Transpose',
        attributes: [{ name: 'perm', type: 'ints', value: perm }],
      });
  }
}

function keyOf({ name }: Value, perm: Permutation): string {
  return `${perm.join()} ${name}`;
}

function isOneElement({ shape }: Value): boolean {
  return elementCount(shape) === 1;
}
