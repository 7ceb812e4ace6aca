/**
 * A tfjs layers model as nodes: checks every layer first, so that all refusals come in one error, then converts them
 * call by call. Any functional model will do: branches, joins, shared layers, models as layers, several outputs.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inputMismatch, type LayerRefusal, unsupportedLayers, unsupportedModel } from '../errors.js';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { formatShape } from '../graph/shape.js';
import { appendModel, converterOf, refusalOf, refuseCall } from './append-model.js';
import type { Layer, LayerConverters } from './layer-converter.js';
import { layerConverters } from './layer-converters.js';
import { refusedLayers } from './layer-support.js';
import { isModel, type SymbolicTensor, wrappedModel } from './walk-model.js';

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
  const refusals: LayerRefusal[] = layers.flatMap((layer) => refusalsOf(layer, converters));
  if (refusals.length > 0) throw unsupportedLayers(refusals);
  checkInputs(model, inputs);
  const flows = inputs.map((value) => ({ value }));
  const outputs = appendModel(model, flows, { builder, converters, refusals }).map(({ value }) => value);
  if (refusals.length > 0) throw unsupportedLayers(refusals);
  if (Array.isArray(input)) return outputs;
  const [output] = outputs;
  if (output !== undefined && outputs.length === 1) return output;
  throw unsupportedModel(
    model.name,
    `it has ${outputs.length} outputs; give its inputs as a list to get them as a list`,
  );
}

/** All layers of the model; those of a model among them, too, or in its place unless it has a converter. */
function layersIn(model: LayersModel, converters: LayerConverters): readonly Layer[] {
  const layers = model.layers.flatMap((layer) => {
    if (isModel(layer) && converterOf(converters, layer) === undefined) return layersIn(layer, converters);
    const wrapped = wrappedModel(layer);
    return wrapped === undefined ? [layer] : [layer, ...layersIn(wrapped, converters)];
  });
  return [...new Set(layers)];
}

/** By the shapes of its first call; each call is asked for again where it is appended. */
function refusalsOf(layer: Layer, converters: LayerConverters): readonly LayerRefusal[] {
  const inputShapes = layer.inboundNodes[0]?.inputTensors.map(({ shape }) => shape) ?? [];
  const reason = converterOf(converters, layer)
    ? refuseCall(layer, converters, inputShapes)
    : (refusedLayers[layer.getClassName()] ?? 'there is no converter for this class');
  return reason === undefined ? [] : [refusalOf(layer, reason)];
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
