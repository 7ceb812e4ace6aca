/**
 * What a converter of a tfjs layer is: it reads the layer's config and weights, and appends nodes. tfjs enters by its
 * types only, so any backend and any copy of tfjs will do.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { LayerConfig } from './layer-config.js';
import type { Mask } from './mask.js';

export type Layer = LayersModel['layers'][number];

export interface LayerWeight {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

export interface LayerContext {
  readonly builder: GraphBuilder;
  /** float32 [N, ...] (int32 where it comes as that and is kept), as the layer gets it: the first of `inputs`. */
  readonly input: Value;
  /** All that this call of the layer takes; more than one where it joins branches. */
  readonly inputs: readonly Value[];
  /** What `layer.getConfig()` says. */
  readonly config: LayerConfig;
  /** In the order of `layer.getWeights()`. */
  readonly weights: readonly LayerWeight[];
  /** The table in use, for a layer that has another one in it. */
  readonly converters: LayerConverters;
  /** Which steps of the input count; undefined when all do. */
  readonly mask: Mask | undefined;
  /** The masks of all inputs. */
  readonly masks: readonly (Mask | undefined)[];
  /** In a wrapper of a model: appends that model behind a value; returns its outputs. */
  readonly appendWrapped?: (input: Value) => readonly Value[];
}

/** What is known of a layer before anything is converted. */
export interface LayerDescription {
  readonly config: LayerConfig;
  /** Of the first input. */
  readonly inputRank: number;
  /** With the batch; null stands for a dimension that is known only when the model runs. */
  readonly inputShapes: readonly (readonly (number | null)[])[];
  /** The table in use, for a layer that has another one in it. */
  readonly converters: LayerConverters;
  /** Whether it wraps a model, whose layers are asked for themselves. Default false. */
  readonly wrapsModel?: boolean;
}

export interface LayerConverter {
  /** What `refuse` lets through, in a few words, for docs/supported-layers.md; left out when it is every option. */
  readonly limits?: string;
  /** int32 inputs: as they are, to be looked up or moved, or as float32 where tfjs does that too. Default: refused. */
  readonly integers?: 'kept' | 'as float32';
  /** Why such a layer cannot be exported; undefined when it can. Asked of every layer before any is converted. */
  refuse?(layer: LayerDescription): string | undefined;
  /** Whether the layer reads masks. Default never; 'unlike tfjs' is refused where it would get one. */
  readsMask?(layer: Pick<LayerContext, 'config' | 'converters'>): 'never' | 'as tfjs' | 'unlike tfjs';
  /** Why tfjs cannot tell the mask of the outputs where some of the inputs have one. Default: it can. */
  refuseMasks?(call: Pick<LayerContext, 'config' | 'inputs' | 'masks'>): string | undefined;
  /** The mask of the outputs. Default: that of the input, where tfjs hands it on. */
  mask?(context: LayerContext): Mask | undefined;
  /** Appends the layer as it is at inference; returns its output, or a list where it has several. */
  convert(context: LayerContext): Value | readonly Value[];
}

/** Converters by the layer's class name, `layer.getClassName()`. */
export type LayerConverters = Readonly<Record<string, LayerConverter>>;

/** The weight at `index`; which weights a layer has follows from its config. */
export function weightAt(weights: readonly LayerWeight[], index: number): LayerWeight {
  const weight = weights[index];
  if (weight === undefined)
    throw new TypeError(`the layer must have weight ${index}; it has ${weights.length}`);
  return weight;
}

/** A weight as a constant of the graph, in its own shape. */
export function weightConstant(builder: GraphBuilder, { shape, data }: LayerWeight): Value {
  return builder.constant('float32', shape, data);
}

/** Integers as a constant [length], the form in which ops take axes and shapes. */
export function integersConstant(builder: GraphBuilder, values: readonly number[]): Value {
  return builder.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
}

/** A float32 scalar as a constant of the graph. */
export function scalarConstant(builder: GraphBuilder, value: number): Value {
  return builder.constant('float32', [], Float32Array.of(value));
}
