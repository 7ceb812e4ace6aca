/**
 * The only writer of graphs. Each call checks what it adds against the op table, so a mistake is reported where it is
 * made, and the dtype and the shape of every value are known while the graph grows. Names come from positions: the
 * same calls give the same graph, whatever was built before.
 */

import {
  foreignValue,
  invalidConstant,
  invalidNode,
  nameUnusable,
  noOutputs,
  unsupportedOpset,
} from '../errors.js';
import { type OpDefinition, OpMismatch } from '../ops/op-definition.js';
import { type OpAttributes, type OpName, ops } from '../ops/ops.js';
import { defaultOpset, irVersions } from '../ops/opset.js';
import { type DataType, holds, type TensorDataByType } from './data-type.js';
import type { Graph, Initializer, Node, Value } from './graph.js';
import { type CheckedNode, checkNode } from './node-check.js';
import { elementCount, formatShape, type Shape } from './shape.js';

/** The attributes argument: it may be left out when every attribute may. */
type AttributeArguments<Op extends OpName> =
  Record<never, never> extends OpAttributes<Op>
    ? [attributes?: OpAttributes<Op>]
    : [attributes: OpAttributes<Op>];

export interface GraphBuilderOptions {
  readonly name: string;
  /** Default: the lowest that has all ops of the graph, 17 for nearly every one. */
  readonly opset?: number;
}

/**
 * Builds a graph call by call.
 *
 * @example
 * const builder = new GraphBuilder({ name: 'double' });
 * const x = builder.input('x', 'float32', ['N']);
 * builder.output('y', builder.add('Add', [x, x]));
 * encodeModel(builder.build()); // => the bytes of a model
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #isOpsetGiven: boolean;
  #opset: number;
  readonly #values = new Map<string, Value>();
  readonly #inputs: Value[] = [];
  readonly #initializers = new Map<Value, Initializer>();
  readonly #nodes: Node[] = [];
  /** The graph's outputs: each value that is one, with its public name. */
  readonly #outputs = new Map<Value, string>();

  /** @throws ONNX_OPSET_UNSUPPORTED, ONNX_NAME_UNUSABLE */
  constructor({ name, opset }: GraphBuilderOptions) {
    if (name === '') throw nameUnusable(name);
    this.#name = name;
    this.#isOpsetGiven = opset !== undefined;
    this.#opset = opset ?? defaultOpset;
    if (!irVersions.has(this.#opset)) throw unsupportedOpset(this.#opset, [...irVersions.keys()]);
  }

  /**
   * A graph input, in the order of the calls. A dimension with a name, such as 'N', is known only when the graph runs.
   *
   * @throws ONNX_NAME_UNUSABLE
   */
  input(name: string, dtype: DataType, shape: Shape): Value {
    const value = this.#register({ name, dtype, shape });
    this.#inputs.push(value);
    return value;
  }

  /**
   * A constant, stored in the model; `data` in row-major order, kept by reference. Shape [] is a scalar.
   *
   * @throws ONNX_CONSTANT_INVALID
   */
  constant<Type extends DataType>(dtype: Type, shape: Shape, data: TensorDataByType[Type]): Value {
    const count = elementCount(shape);
    if (count === undefined || count !== data.length || !holds(dtype, data))
      throw invalidConstant(
        `a constant ${dtype} ${formatShape(shape)} must hold that many elements in its own kind of array; ` +
          `got ${data.length} in ${data.constructor.name}`,
      );
    const value = this.#register({ name: `/constant_${this.#initializers.size}`, dtype, shape });
    this.#initializers.set(value, { ...value, data });
    return value;
  }

  /**
   * A node; returns its output, or the first one where there are several.
   *
   * @throws ONNX_NODE_INVALID, ONNX_VALUE_FOREIGN
   */
  add<Op extends OpName>(
    op: Op,
    inputs: readonly (Value | undefined)[],
    ...attributes: AttributeArguments<Op>
  ): Value {
    const [output] = this.addAll(op, inputs, ...attributes);
    if (output === undefined) throw new TypeError(`the op table must give ${op} an output`);
    return output;
  }

  /**
   * A node; returns all its outputs, in the order of the op's definition. `undefined` among the inputs leaves an
   * optional one out.
   *
   * @example
   * const [y, last] = builder.addAll('GRU', [x, kernel, recurrent, undefined, lengths], { hidden_size: 8 });
   *
   * @throws ONNX_NODE_INVALID, ONNX_VALUE_FOREIGN
   */
  addAll<Op extends OpName>(
    op: Op,
    inputs: readonly (Value | undefined)[],
    ...[attributes]: AttributeArguments<Op>
  ): readonly Value[] {
    for (const input of inputs) if (input !== undefined) this.#requireOwn(input);
    const definition: OpDefinition = ops[op];
    const name = `/${op}_${this.#nodes.length}`;
    const checked = this.#check(name, { op, definition, inputs, attributes: { ...attributes } });
    const outputs = checked.outputs.map((type, index) =>
      this.#register({ name: `${name}_output${index === 0 ? '' : `_${index}`}`, ...type }),
    );
    const { domain } = definition;
    this.#nodes.push({ name, op, domain, inputs: [...inputs], outputs, attributes: checked.attributes });
    return outputs;
  }

  /**
   * The same value under a shape that it is known to have when the graph runs: where a dimension has a name, another
   * name or a number may take its place. For values whose names say less than their makers know.
   *
   * @throws ONNX_NODE_INVALID, ONNX_VALUE_FOREIGN
   */
  assume(value: Value, shape: Shape): Value {
    this.#requireOwn(value);
    const name = `/Identity_${this.#nodes.length}`;
    const fits =
      shape.length === value.shape.length &&
      shape.every(
        (dimension, axis) => typeof value.shape[axis] === 'string' || dimension === value.shape[axis],
      );
    if (!fits)
      throw invalidNode(
        name,
        'Identity',
        `${formatShape(value.shape)} cannot turn out as ${formatShape(shape)}`,
      );
    const output = this.#register({ name: `${name}_output`, dtype: value.dtype, shape });
    this.#nodes.push({
      name,
      op: 'Identity',
      domain: '',
      inputs: [value],
      outputs: [output],
      attributes: [],
    });
    return output;
  }

  /**
   * Makes `value` a graph output called `name`. An Identity goes between where the value cannot take that name: it is
   * an input, a constant, or an output already.
   *
   * @throws ONNX_NAME_UNUSABLE, ONNX_VALUE_FOREIGN
   */
  output(name: string, value: Value): void {
    this.#requireOwn(value);
    if (name === '' || this.#values.has(name)) throw nameUnusable(name);
    const isNodeOutput = !this.#inputs.includes(value) && !this.#initializers.has(value);
    const named = isNodeOutput && !this.#outputs.has(value) ? value : this.add('Identity', [value]);
    this.#outputs.set(named, name);
    this.#values.set(name, named);
  }

  /**
   * The graph so far. The builder may go on; what it adds later is not in this graph.
   *
   * @throws ONNX_OUTPUT_MISSING
   */
  build(): Graph {
    if (this.#outputs.size === 0) throw noOutputs(this.#name);
    const renamed = new Map([...this.#outputs].map(([value, name]) => [value, { ...value, name }]));
    const publicOf = <V extends Value | undefined>(value: V): V | Value =>
      value === undefined ? value : (renamed.get(value) ?? value);
    return {
      name: this.#name,
      opset: this.#opset,
      inputs: [...this.#inputs],
      outputs: [...renamed.values()],
      initializers: [...this.#initializers.values()],
      nodes: this.#nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(publicOf),
        outputs: node.outputs.map(publicOf),
      })),
    };
  }

  #check(
    name: string,
    node: {
      readonly op: OpName;
      readonly definition: OpDefinition;
      readonly inputs: readonly (Value | undefined)[];
      readonly attributes: Readonly<Record<string, unknown>>;
    },
  ): CheckedNode {
    try {
      this.#reachOpset(node.definition);
      return checkNode(
        node.definition,
        node.inputs,
        node.attributes,
        (value) => this.#initializers.get(value)?.data,
      );
    } catch (error) {
      if (error instanceof OpMismatch) throw invalidNode(name, node.op, error.message);
      throw error;
    }
  }

  #reachOpset({ since = defaultOpset }: OpDefinition): void {
    if (since <= this.#opset) return;
    if (this.#isOpsetGiven)
      throw new OpMismatch(`it exists from opset ${since} on; the graph has ${this.#opset}`);
    this.#opset = since;
  }

  #register(value: Value): Value {
    if (value.name === '' || this.#values.has(value.name)) throw nameUnusable(value.name);
    this.#values.set(value.name, value);
    return value;
  }

  #requireOwn(value: Value): void {
    if (this.#values.get(value.name) !== value) throw foreignValue(value.name);
  }
}
