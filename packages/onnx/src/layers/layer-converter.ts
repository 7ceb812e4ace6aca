/**
 * What a converter of a tfjs layer is: it reads the layer's config and weights, and appends nodes. tfjs enters by its
 * types only, so any backend and any copy of tfjs will do.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { LayerConfig } from './layer-config.js';

export type Layer = LayersModel['layers'][number];

export interface LayerWeight {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

export interface LayerContext {
  readonly builder: GraphBuilder;
  /** float32 [N, ...], as the layer gets it. */
  readonly input: Value;
  /** What `layer.getConfig()` says. */
  readonly config: LayerConfig;
  /** In the order of `layer.getWeights()`. */
  readonly weights: readonly LayerWeight[];
}

export interface LayerConverter {
  /** Why such a layer cannot be exported; undefined when it can. Asked of every layer before any is converted. */
  refuse?(layer: Pick<LayerContext, 'config'> & { readonly inputRank: number }): string | undefined;
  /** Appends the layer as it is at inference; returns its output. */
  convert(context: LayerContext): Value;
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

/** A float32 scalar as a constant of the graph. */
export function scalarConstant(builder: GraphBuilder, value: number): Value {
  return builder.constant('float32', [], Float32Array.of(value));
}
