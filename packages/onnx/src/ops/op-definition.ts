/**
 * What the op table says about an op: where it is defined, what it takes, and what comes out. The notation follows the
 * op pages of the ONNX specification: inputs are named by type variables, `types` says what a variable may be.
 */

import type { DataType, TensorData } from '../graph/data-type.js';
import type { Attribute, TensorType, Value } from '../graph/graph.js';

type AttributeKind = Attribute['type'];

/** Attribute names with their kinds; a question mark makes one optional. */
export type AttributeSpecs = Readonly<Record<string, AttributeKind | `${AttributeKind}?`>>;

interface AttributeValues {
  readonly int: number;
  readonly float: number;
  readonly string: string;
  readonly dataType: DataType;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly strings: readonly string[];
}
type ValueOf<Spec> = Spec extends AttributeKind | `${infer Kind extends AttributeKind}?`
  ? AttributeValues[Spec extends AttributeKind ? Spec : Kind]
  : never;

/** The attributes object that a caller writes for an op with these specs. */
export type AttributesOf<Specs extends AttributeSpecs> = {
  readonly [Name in keyof Specs as Specs[Name] extends AttributeKind ? Name : never]: ValueOf<Specs[Name]>;
} & {
  readonly [Name in keyof Specs as Specs[Name] extends AttributeKind ? never : Name]?: ValueOf<Specs[Name]>;
};

/** What `infer` sees of a node. Counts and dtypes of the inputs are already checked against the definition. */
export interface NodeCall<Specs extends AttributeSpecs> {
  /** Those that are given. Where one may be left out before another, ask by position instead. */
  readonly inputs: readonly Value[];
  /** The input at `index`; an OpMismatch when the node has none there. */
  input(index: number): Value;
  /** The input at `index`; undefined when it is left out. */
  optional(index: number): Value | undefined;
  /** The data of the input at `index`; an OpMismatch when it is no constant. */
  constant(index: number): TensorData;
  readonly attributes: AttributesOf<Specs>;
}

export interface OpDefinition<Specs extends AttributeSpecs = AttributeSpecs> {
  /** Empty for the standard ops; com.microsoft is onnxruntime's own. */
  readonly domain: '' | 'ai.onnx.ml' | 'com.microsoft';
  /** The opset that brought the op, where that is above the default one. */
  readonly since?: number;
  /** Type variables in the order of the inputs; `T?` may be left out, and only what may be left out follows; the last
   * one may be `T...`, repeated. */
  readonly inputs: readonly string[];
  /** The dtypes that each type variable may stand for. */
  readonly types: Readonly<Record<string, readonly DataType[]>>;
  readonly attributes: Specs;
  /** The dtype and shape of the output, or of each where there are several; throws an OpMismatch when there is none. */
  infer(call: NodeCall<Specs>): TensorType | readonly TensorType[];
}

/** Why a node contradicts its op. The builder adds the node's name and throws it as a WaymarkError. */
export class OpMismatch extends Error {
  override readonly name = 'OpMismatch';
}

/** Gives a definition the type of its own attributes, so that `infer` is checked against them. */
export function defineOp<const Specs extends AttributeSpecs>(
  definition: OpDefinition<Specs>,
): OpDefinition<Specs> {
  return definition;
}
