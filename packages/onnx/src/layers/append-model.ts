/**
 * The calls of a model, one by one: what each layer gets of values, weights and masks, and what its converter makes of
 * them. A model among the layers is appended in its place.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type LayerRefusal, unsupportedLayers } from '../errors.js';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { LayerConfig } from './layer-config.js';
import type {
  Layer,
  LayerContext,
  LayerConverter,
  LayerConverters,
  LayerDescription,
  LayerWeight,
} from './layer-converter.js';
import { type CallArguments, CallSequence, type Flow, maskBehind, refuseMasks } from './mask-flow.js';
import { isModel, walkModel, wrappedModel } from './walk-model.js';

export interface AppendContext {
  readonly builder: GraphBuilder;
  readonly converters: LayerConverters;
  /** What turns out on the way: which masks reach a layer is known only where it is called. */
  readonly refusals: LayerRefusal[];
  /** What tfjs hands to the call beside its inputs; none for the outermost model. */
  readonly args?: CallArguments;
}

/** What comes out of a model whose layers can all be exported. */
export function appendModel(
  model: LayersModel,
  inputs: readonly Flow[],
  context: AppendContext,
): readonly Flow[] {
  const calls = new CallSequence(context.args);
  return walkModel<Flow>(model, inputs, (layer, flows) => {
    const call = { ...context, args: calls.next(flows) };
    return isModel(layer) && converterOf(context.converters, layer) === undefined
      ? appendModelInside(layer, flows, call)
      : appendLayer(layer, flows, call);
  });
}

type CallContext = Required<AppendContext>;

/** tfjs's executor neither brings masks into a model in a model nor out of it. */
function appendModelInside(
  model: LayersModel,
  flows: readonly Flow[],
  context: CallContext,
): readonly Flow[] {
  const withoutHeld = ({ value, mask }: Flow): Flow => ({ value, mask });
  return appendModel(model, flows.map(withoutHeld), context).map(withoutHeld);
}

function appendLayer(layer: Layer, flows: readonly Flow[], context: CallContext): readonly Flow[] {
  const { builder, converters, refusals } = context;
  const converter = converterOf(converters, layer);
  const inputs = flows.map(({ value }) => (converter?.integers === 'kept' ? value : asFloat(builder, value)));
  const [input] = inputs;
  if (converter === undefined || input === undefined)
    throw new TypeError(`${layer.name} (${layer.getClassName()}) must have a converter and an input`);
  const reasons = reasonsAgainst(layer, converter, { flows, context });
  refusals.push(...reasons.map((reason) => refusalOf(layer, reason)));
  const wrapped = wrappedModel(layer);
  // A refused layer is converted as if all steps counted, so that later refusals are found too.
  const masks = flows.map(({ mask }) => (reasons.length > 0 ? undefined : mask));
  const call: LayerContext = {
    builder,
    input,
    inputs,
    config: configOf(layer),
    weights: weightsOf(layer),
    converters,
    mask: masks[0],
    masks,
    ...(wrapped && {
      appendWrapped: (value) => appendModel(wrapped, [{ value }], context).map((flow) => flow.value),
    }),
  };
  const behind = reasons.length > 0 ? {} : masksBehind(layer, converter, { call, flows });
  return [converter.convert(call)].flat().map((value) => ({ value, ...behind }));
}

/** What stands against this call of the layer, beside what its first call was refused for. */
function reasonsAgainst(
  layer: Layer,
  converter: LayerConverter,
  { flows, context }: { readonly flows: readonly Flow[]; readonly context: CallContext },
): readonly string[] {
  const { converters, refusals, args } = context;
  const shapes = flows.map(({ value }) =>
    value.shape.map((length) => (typeof length === 'number' ? length : null)),
  );
  const refusal = refuseCall(layer, converters, shapes);
  // Nothing can go on from there: what comes out of the layer is not known.
  if (refusal !== undefined) throw unsupportedLayers([...refusals, refusalOf(layer, refusal)]);
  const isInteger = converter.integers === undefined && flows.some(({ value }) => value.dtype === 'int32');
  return [
    isInteger
      ? 'tfjs itself calculates in whole numbers on its int32 input; make it float32, or rescale it first'
      : undefined,
    refuseMasks(converter, flows, { args, config: configOf(layer), converters }),
  ].filter((reason) => reason !== undefined);
}

function asFloat(builder: GraphBuilder, value: Value): Value {
  return value.dtype === 'int32' ? builder.add('Cast', [value], { to: 'float32' }) : value;
}

function masksBehind(
  layer: Layer,
  converter: LayerConverter,
  { call, flows }: { readonly call: LayerContext; readonly flows: readonly Flow[] },
): Omit<Flow, 'value'> {
  const mask = maskBehind(layer, converter, call);
  if (flows.every((flow) => flow.mask === flow.heldMask)) return { mask, heldMask: mask };
  const held = flows.map(({ heldMask }) => heldMask);
  return { mask, heldMask: maskBehind(layer, converter, { ...call, mask: held[0], masks: held }) };
}

/** Why a layer with a converter cannot be called with inputs of these shapes; undefined when it can. */
export function refuseCall(
  layer: Layer,
  converters: LayerConverters,
  inputShapes: LayerDescription['inputShapes'],
): string | undefined {
  return converterOf(converters, layer)?.refuse?.({
    config: configOf(layer),
    inputRank: inputShapes[0]?.length ?? 0,
    inputShapes,
    converters,
    wrapsModel: wrappedModel(layer) !== undefined,
  });
}

export function refusalOf(layer: Layer, reason: string): LayerRefusal {
  return { name: layer.name, className: layer.getClassName(), reason };
}

/** Undefined where there is none for the layer's class. */
export function converterOf(converters: LayerConverters, layer: Layer): LayerConverter | undefined {
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
