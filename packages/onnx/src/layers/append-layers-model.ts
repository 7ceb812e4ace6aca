/**
 * A tfjs layers model as nodes: checks every layer first, so that all refusals come in one error, then converts the
 * chain layer by layer. Models with branches, several inputs or outputs, and nested models are refused for now.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inputMismatch, type LayerRefusal, unsupportedLayers } from '../errors.js';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { formatShape } from '../graph/shape.js';
import type { Layer, LayerConverters, LayerWeight } from './layer-converter.js';
import { layerConverters } from './layer-converters.js';
import { chainOf } from './model-chain.js';

export interface AppendLayersModelOptions {
  /** Default: the table that comes with the package. Extend it: `{ ...layerConverters, MyLayer: { convert } }`. */
  readonly converters?: LayerConverters;
}

/**
 * Appends the model, as it is at inference, behind `input`; returns its output, float32.
 *
 * The weights are taken as they are now, from whichever tfjs backend holds them (one that can be read synchronously).
 *
 * @throws ONNX_LAYERS_UNSUPPORTED, ONNX_MODEL_UNSUPPORTED, ONNX_INPUT_MISMATCH
 */
export function appendLayersModel(
  builder: GraphBuilder,
  model: LayersModel,
  input: Value,
  { converters = layerConverters }: AppendLayersModelOptions = {},
): Value {
  const refusals = model.layers.flatMap((layer) => refusalsOf(layer, converters));
  if (refusals.length > 0) throw unsupportedLayers(refusals);
  const chain = chainOf(model);
  checkInput(model, input);
  return chain.reduce((value, layer) => appendLayer(builder, layer, { input: value, converters }), input);
}

function refusalsOf(layer: Layer, converters: LayerConverters): readonly LayerRefusal[] {
  const className = layer.getClassName();
  const converter = converterOf(converters, className);
  const inputRank = layer.inboundNodes[0]?.inputTensors[0]?.rank ?? 0;
  const reason = converter
    ? converter.refuse?.({ config: layer.getConfig(), inputRank })
    : 'there is no converter for this class';
  return reason === undefined ? [] : [{ name: layer.name, className, reason }];
}

function appendLayer(
  builder: GraphBuilder,
  layer: Layer,
  { input, converters }: { readonly input: Value; readonly converters: LayerConverters },
): Value {
  const converter = converterOf(converters, layer.getClassName());
  if (converter === undefined) throw new TypeError(`refusalsOf must hold ${layer.getClassName()}`);
  return converter.convert({ builder, input, config: layer.getConfig(), weights: weightsOf(layer) });
}

function converterOf(converters: LayerConverters, className: string) {
  return Object.hasOwn(converters, className) ? converters[className] : undefined;
}

/** By reference where the backend gives its own memory: tensors never change, they are replaced. */
function weightsOf(layer: Layer): readonly LayerWeight[] {
  return layer.getWeights().map((weight) => {
    const data = weight.dataSync();
    return { shape: weight.shape, data: data instanceof Float32Array ? data : new Float32Array(data) };
  });
}

function checkInput(model: LayersModel, input: Value): void {
  const [expected] = model.inputs;
  if (expected === undefined) return;
  const fits =
    expected.dtype === 'float32' &&
    input.dtype === 'float32' &&
    input.shape.length === expected.shape.length &&
    input.shape.every((dimension, axis) => matches(dimension, expected.shape[axis]));
  if (fits) return;
  const shape = expected.shape.map((dimension, axis) => dimension ?? (axis === 0 ? 'N' : '?'));
  throw inputMismatch(
    model.name,
    `float32 ${formatShape(shape)}${expected.dtype === 'float32' ? '' : `, but declares ${expected.dtype}`}`,
    `${input.dtype} ${formatShape(input.shape)}`,
  );
}

/** A name, or a null in tfjs, stands for any length. */
function matches(dimension: string | number, expected: number | null | undefined): boolean {
  return typeof dimension === 'string' || expected == null || dimension === expected;
}
