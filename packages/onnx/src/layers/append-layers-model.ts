/**
 * A tfjs layers model as nodes: checks every layer first, so that all refusals come in one error, then converts them
 * call by call. Any functional model will do: branches, joins, shared layers, models as layers, several outputs.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inputMismatch, type LayerRefusal, unsupportedLayers, unsupportedModel } from '../errors.js';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { formatShape } from '../graph/shape.js';
import type { LayerConfig } from './layer-config.js';
import type { Layer, LayerContext, LayerConverters, LayerWeight } from './layer-converter.js';
import { layerConverters } from './layer-converters.js';
import { refusedLayers } from './layer-support.js';
import { type Flow, makesMask, maskBehind, refuseMask } from './mask.js';
import { isModel, type SymbolicTensor, walkModel } from './walk-model.js';

export interface AppendLayersModelOptions {
  /** Default: the table that comes with the package. Extend it: `{ ...layerConverters, MyLayer: { convert } }`. */
  readonly converters?: LayerConverters;
}

/**
 * Appends the model, as it is at inference, behind `input`; returns its output. A list of inputs, in the order of
 * `model.inputs`, gives the list of outputs, in the order of `model.outputs`; both are float32, an input of an int32
 * model int32.
 *
 * The weights are taken as they are now, from whichever tfjs backend holds them (one that can be read synchronously).
 *
 * @throws ONNX_LAYERS_UNSUPPORTED, ONNX_MODEL_UNSUPPORTED, ONNX_INPUT_MISMATCH
 */
export function appendLayersModel(
  builder: GraphBuilder,
  model: LayersModel,
  input: Value,
  options?: AppendLayersModelOptions,
): Value;
export function appendLayersModel(
  builder: GraphBuilder,
  model: LayersModel,
  inputs: readonly Value[],
  options?: AppendLayersModelOptions,
): readonly Value[];
export function appendLayersModel(
  builder: GraphBuilder,
  model: LayersModel,
  input: Value | readonly Value[],
  { converters = layerConverters }: AppendLayersModelOptions = {},
): Value | readonly Value[] {
  const inputs = [input].flat();
  const layers = layersIn(model, converters);
  const refusals = layers.flatMap((layer) => refusalsOf(layer, converters));
  if (refusals.length > 0) throw unsupportedLayers(refusals);
  checkInputs(model, inputs);
  const context = { builder, converters, hasMasks: layers.some(makesMask), refusals };
  const outputs = appendModel(model, inputs, context);
  if (refusals.length > 0) throw unsupportedLayers(refusals);
  if (Array.isArray(input)) return outputs;
  const [output] = outputs;
  if (output !== undefined && outputs.length === 1) return output;
  throw unsupportedModel(
    model.name,
    `it has ${outputs.length} outputs; give its inputs as a list to get them as a list`,
  );
}

interface AppendContext {
  readonly builder: GraphBuilder;
  readonly converters: LayerConverters;
  readonly hasMasks: boolean;
  /** What turns out on the way: which mask reaches a layer is known only where it is called. */
  readonly refusals: LayerRefusal[];
}

/** All layers of the model; in place of a model among them, unless it has a converter, its own layers. */
function layersIn(model: LayersModel, converters: LayerConverters): readonly Layer[] {
  const layers = model.layers.flatMap((layer) =>
    isModel(layer) && converterOf(converters, layer) === undefined ? layersIn(layer, converters) : [layer],
  );
  return [...new Set(layers)];
}

function refusalsOf(layer: Layer, converters: LayerConverters): readonly LayerRefusal[] {
  const converter = converterOf(converters, layer);
  const inputShapes = layer.inboundNodes[0]?.inputTensors.map(({ shape }) => shape) ?? [];
  const inputRank = inputShapes[0]?.length ?? 0;
  const reason = converter
    ? converter.refuse?.({ config: configOf(layer), inputRank, inputShapes, converters })
    : (refusedLayers[layer.getClassName()] ?? 'there is no converter for this class');
  return reason === undefined ? [] : [{ name: layer.name, className: layer.getClassName(), reason }];
}

function appendModel(model: LayersModel, inputs: readonly Value[], context: AppendContext): readonly Value[] {
  const flows = inputs.map((value): Flow => ({ value }));
  const outputs = walkModel<Flow>(model, flows, (layer, taken) => appendLayer(layer, taken, context));
  return outputs.map(({ value }) => value);
}

function appendLayer(layer: Layer, flows: readonly Flow[], context: AppendContext): readonly Flow[] {
  const { builder, converters, hasMasks, refusals } = context;
  const inputs = flows.map(({ value }) => value);
  const converter = converterOf(converters, layer);
  if (converter === undefined && isModel(layer))
    return appendModel(layer, inputs, context).map((value) => ({ value }));
  const [input] = inputs;
  if (converter === undefined || input === undefined)
    throw new TypeError(`${layer.name} (${layer.getClassName()}) must have a converter and an input`);
  const config = configOf(layer);
  const readsMask = converter.readsMask?.({ config, converters }) ?? 'never';
  const refusal = hasMasks ? refuseMask(layer, readsMask, flows) : undefined;
  if (refusal) refusals.push(refusal);
  const call: LayerContext = {
    builder,
    input,
    inputs,
    config,
    weights: weightsOf(layer),
    converters,
    // A refused layer is converted as if all steps counted, so that later refusals are found too.
    mask: refusal ? undefined : flows[0]?.mask,
  };
  const mask = maskBehind(layer, converter, call);
  return [converter.convert(call)].flat().map((value) => ({ value, mask }));
}

function converterOf(converters: LayerConverters, layer: Layer) {
  const className = layer.getClassName();
  return Object.hasOwn(converters, className) ? converters[className] : undefined;
}

/** With the data format that conv1d has but leaves out of its config. */
function configOf(layer: Layer): LayerConfig {
  const config = layer.getConfig();
  return 'dataFormat' in layer ? { dataFormat: layer.dataFormat, ...config } : config;
}

/** By reference where the backend gives its own memory: tensors never change, they are replaced. */
function weightsOf(layer: Layer): readonly LayerWeight[] {
  return layer.getWeights().map((weight) => {
    const data = weight.dataSync();
    return { shape: weight.shape, data: data instanceof Float32Array ? data : new Float32Array(data) };
  });
}

function checkInputs(model: LayersModel, inputs: readonly Value[]): void {
  const expected = model.inputs;
  if (model.outputs.length === 0)
    throw unsupportedModel(model.name, 'it has no layers; add some, the first with an inputShape');
  const fits =
    expected.length === inputs.length && expected.every((tensor, index) => fitsInput(tensor, inputs[index]));
  if (fits) return;
  const received = inputs.map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
  throw inputMismatch(
    model.name,
    expected.map(describeInput).join(' and '),
    received.join(' and ') || 'none',
  );
}

function fitsInput({ dtype, shape }: SymbolicTensor, value: Value | undefined): boolean {
  return (
    value !== undefined &&
    (dtype === 'float32' || dtype === 'int32') &&
    value.dtype === dtype &&
    value.shape.length === shape.length &&
    value.shape.every((dimension, axis) => matches(dimension, shape[axis]))
  );
}

function describeInput({ dtype, shape }: SymbolicTensor): string {
  const dimensions = shape.map((dimension, axis) => dimension ?? (axis === 0 ? 'N' : '?'));
  return `${dtype} ${formatShape(dimensions)}${dtype === 'float32' || dtype === 'int32' ? '' : ', which no layer here takes'}`;
}

/** A name, or a null in tfjs, stands for any length. */
function matches(dimension: string | number, expected: number | null | undefined): boolean {
  return typeof dimension === 'string' || expected == null || dimension === expected;
}
