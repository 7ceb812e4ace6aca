/**
 * What a file says: ModelProto (onnx.proto) as plain data, for looking at any model, whoever wrote it. The package's own
 * Graph is stricter: every dtype and shape known, no subgraphs. Left out: quantisation annotations, sparse data, bodies
 * of model-local functions, training information.
 */

import type { ElementType } from './element-types.js';

export interface OnnxModel {
  readonly irVersion: number;
  /** Version by domain; the standard ops have the empty domain. */
  readonly opsets: Readonly<Record<string, number>>;
  /** Texts are empty where the file says nothing. */
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain: string;
  readonly docString: string;
  readonly modelVersion: bigint;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: OnnxGraph;
  /** Ops that the model defines for itself. */
  readonly functions: readonly OnnxFunction[];
}

export interface OnnxGraph {
  readonly name: string;
  /** Files below IR 4 list initializers here too. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Values inside the graph whose type the writer recorded; often none. */
  readonly intermediates: readonly OnnxValue[];
  readonly initializers: readonly OnnxTensor[];
  readonly nodes: readonly OnnxNode[];
}

export interface OnnxFunction {
  readonly domain: string;
  readonly name: string;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
}

/** TypeProto. A shape is undefined when the file does not give it, a dimension null when it has neither length nor name. */
export type OnnxType =
  | {
      readonly kind: 'tensor' | 'sparseTensor';
      readonly dtype: ElementType;
      readonly shape: OnnxShape | undefined;
    }
  | { readonly kind: 'sequence' | 'optional'; readonly element: OnnxType }
  | { readonly kind: 'map'; readonly key: ElementType; readonly value: OnnxType }
  | { readonly kind: 'unknown' };

export type OnnxShape = readonly (number | string | null)[];

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  /** Names of values; empty where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

/** AttributeProto. `other` is what is not read (sparse tensors, types) or was written without its type (IR 1). */
export type OnnxAttribute = { readonly name: string } & (
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'tensor'; readonly value: OnnxTensor }
  | { readonly type: 'graph'; readonly value: OnnxGraph }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'ints'; readonly value: readonly bigint[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensors'; readonly value: readonly OnnxTensor[] }
  | { readonly type: 'graphs'; readonly value: readonly OnnxGraph[] }
  | { readonly type: 'other'; readonly code: number }
);

export interface OnnxTensor {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: OnnxTensorData;
}

/** Where the elements are: in the file, as text in the file, or in another file that is named and not opened. */
export type OnnxTensorData =
  /** Row-major, little-endian, as in raw_data, whichever field held them. A view of the file where it could be one. */
  | { readonly storage: 'inline'; readonly bytes: Uint8Array }
  | { readonly storage: 'text'; readonly texts: readonly string[] }
  | {
      readonly storage: 'external';
      readonly location: string;
      readonly offset: number;
      /** Undefined when the file does not say: the rest of the other file. */
      readonly length: number | undefined;
    };
