/**
 * What the pass has written so far: nodes in order, new initializers, and the loss of each weight. A weight is stored
 * once however many nodes read it, and a value is quantised once.
 */

import type { DataType, TensorDataByType } from '../graph/data-type.js';
import type { Attribute, Graph, Initializer, Node, TensorType, Value } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { unusedNames } from '../graph/unused-names.js';
import type { QuantizedData } from './quantize-weight.js';

/** A weight that is int8 now. */
export interface QuantizedWeight {
  /** Of the float32 weight. */
  readonly name: string;
  readonly shape: Shape;
  readonly bytesBefore: number;
  /** With its scales. */
  readonly bytesAfter: number;
  /** How far the value that moved most has moved. */
  readonly maxAbsError: number;
}

/** A weight in the form that an integer op takes. */
export interface Int8Weight {
  readonly integers: Value;
  readonly scales: Value;
}

/** The outputs of DynamicQuantizeLinear. */
export interface Uint8Activation {
  readonly integers: Value;
  readonly scale: Value;
  readonly zero: Value;
}

/** How a weight is to be stored. */
export interface StoredWeight extends QuantizedData {
  readonly shape: Shape;
  readonly scaleShape: Shape;
}

/** What a node of the replacement is. */
export interface AddedNode {
  /** The node that it helps to replace, which gives it its name. */
  readonly replaced: Node;
  readonly type: TensorType;
  readonly attributes?: readonly Attribute[];
}

export type FinishingNode = Pick<AddedNode, 'replaced' | 'attributes'> & { readonly domain?: string };

export class Int8Writer {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  readonly quantized: QuantizedWeight[] = [];
  readonly #constants: ReadonlyMap<string, Initializer>;
  readonly #nameFor: (name: string) => string;
  readonly #weights = new Map<string, Int8Weight>();
  readonly #activations = new Map<string, Uint8Activation>();

  constructor(graph: Graph) {
    this.#constants = new Map(graph.initializers.map((initializer) => [initializer.name, initializer]));
    this.#nameFor = unusedNames(graph);
  }

  constantOf(value: Value | undefined): Initializer | undefined {
    return value && this.#constants.get(value.name);
  }

  constant<Type extends DataType>(
    name: string,
    dtype: Type,
    shape: Shape,
    data: TensorDataByType[Type],
  ): Value {
    const value = { name: this.#nameFor(name), dtype, shape };
    this.initializers.push({ ...value, data });
    return value;
  }

  /** The weight as `store` makes it, which is asked once for each layout. */
  weight({ name, shape, data }: Initializer, layout: string, store: () => StoredWeight): Int8Weight {
    const key = `${layout} ${name}`;
    const known = this.#weights.get(key);
    if (known) return known;
    const { integers, scales, maxAbsError, ...shapes } = store();
    const weight = {
      integers: this.constant(`${name}_int8`, 'int8', shapes.shape, integers),
      scales: this.constant(`${name}_scale`, 'float32', shapes.scaleShape, scales),
    };
    this.#weights.set(key, weight);
    const bytesAfter = integers.byteLength + scales.byteLength;
    this.quantized.push({ name, shape, bytesBefore: 4 * data.length, bytesAfter, maxAbsError });
    return weight;
  }

  /** The value in 8 bits, over the range that it has when the graph runs. */
  activation(value: Value): Uint8Activation {
    const known = this.#activations.get(value.name);
    if (known) return known;
    const name = this.#nameFor(`${value.name}_quantize`);
    const outputs = {
      integers: { name: this.#nameFor(`${value.name}_uint8`), dtype: 'uint8', shape: value.shape },
      scale: { name: this.#nameFor(`${value.name}_scale`), dtype: 'float32', shape: [] },
      zero: { name: this.#nameFor(`${value.name}_zero`), dtype: 'uint8', shape: [] },
    } as const;
    const { integers, scale, zero } = outputs;
    this.nodes.push({
      name,
      op: 'DynamicQuantizeLinear',
      domain: '',
      inputs: [value],
      outputs: [integers, scale, zero],
      attributes: [],
    });
    this.#activations.set(value.name, outputs);
    return outputs;
  }

  /** A node with one output. */
  add(op: string, inputs: readonly Value[], { replaced, type, attributes = [] }: AddedNode): Value {
    const name = this.#nameFor(`${replaced.name}_${op}`);
    const { dtype, shape } = type;
    const output = { name: this.#nameFor(`${name}_output`), dtype, shape };
    this.nodes.push({ name, op, domain: '', inputs, outputs: [output], attributes });
    return output;
  }

  /** The last node of the replacement: it gives what the replaced node gave, under the same names. */
  finish(op: string, inputs: Node['inputs'], { replaced, ...node }: FinishingNode): void {
    const name = this.#nameFor(`${replaced.name}_${op}`);
    this.nodes.push({ name, op, domain: '', attributes: [], ...node, inputs, outputs: replaced.outputs });
  }
}
