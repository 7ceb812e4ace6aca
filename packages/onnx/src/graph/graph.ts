/**
 * The intermediate form: values with dtype and shape, nodes, initializers. Plain immutable data that GraphBuilder
 * makes, passes may rewrite and encodeModel writes; it mirrors GraphProto without subgraphs.
 */

import type { DataType, TensorData } from './data-type.js';
import type { Shape } from './shape.js';

/** What a value is, without its name. */
export interface TensorType {
  readonly dtype: DataType;
  readonly shape: Shape;
}

/** A tensor in the graph: a graph input, a constant, or an output of one node. */
export interface Value extends TensorType {
  /** Unique in its graph. */
  readonly name: string;
}

/** A value whose data are stored in the model. */
export interface Initializer extends Value {
  /** Held by reference, never copied: leave it unchanged until the model is encoded. */
  readonly data: TensorData;
}

/** An attribute with its type in AttributeProto; `dataType` is an int there. */
export type Attribute =
  | { readonly name: string; readonly type: 'int' | 'float'; readonly value: number }
  | { readonly name: string; readonly type: 'string'; readonly value: string }
  | { readonly name: string; readonly type: 'dataType'; readonly value: DataType }
  | { readonly name: string; readonly type: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly name: string; readonly type: 'strings'; readonly value: readonly string[] };

export interface Node {
  readonly name: string;
  readonly op: string;
  /** Empty for the standard ops. */
  readonly domain: string;
  /** Undefined stands for an optional input that is left out before one that is given. */
  readonly inputs: readonly (Value | undefined)[];
  /** At least one, in the order of the op's definition. */
  readonly outputs: readonly Value[];
  readonly attributes: readonly Attribute[];
}

export interface Graph {
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly initializers: readonly Initializer[];
  /** In topological order. */
  readonly nodes: readonly Node[];
}
