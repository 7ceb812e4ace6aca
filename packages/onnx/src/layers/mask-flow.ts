/**
 * How masks go from layer to layer: most layers hand them on, recurrent layers skip what does not count. tfjs's executor
 * (engine/executor.ts) keeps them beside the tensors, but also the last one in the arguments of every later call; so what
 * a layer gets depends on the order of the calls. The export follows that order, and refuses a layer that gets another
 * mask than its own.
 */

import type { Value } from '../graph/graph.js';
import type { LayerConfig } from './layer-config.js';
import type { Layer, LayerContext, LayerConverter, LayerConverters } from './layer-converter.js';
import type { Mask } from './mask.js';

/** What flows between layers. */
export interface Flow {
  readonly value: Value;
  readonly mask?: Mask | undefined;
  /** The mask as the executor knows it: it loses those of the inputs and the outputs of a model in a model. */
  readonly heldMask?: Mask | undefined;
}

/** What the executor hands to a call beside its inputs; the layers that read it do not look at the inputs' own masks. */
export interface CallArguments {
  mask?: Mask | undefined;
  hasInitialStates?: boolean;
}

/** The arguments of the calls in one model, in tfjs's order: from the first mask on, all calls share one object. */
export class CallSequence {
  #shared: CallArguments | undefined;

  /** `given` are those of the call of the model itself. */
  constructor(given?: CallArguments) {
    this.#shared = given;
  }

  next(flows: readonly Flow[]): CallArguments {
    const held = flows.map(({ heldMask }) => heldMask);
    if (held.some((mask) => mask !== undefined)) {
      this.#shared ??= {};
      this.#shared.mask = held[0];
    }
    return this.#shared ?? {};
  }
}

/** The mask behind a layer: its converter's own, else what came in, where tfjs hands it on. */
export function maskBehind(layer: Layer, converter: LayerConverter, context: LayerContext): Mask | undefined {
  if (!converter.mask) return layer.supportsMasking ? context.mask : undefined;
  const mask = converter.mask(context);
  return mask === context.mask ? mask : once(mask);
}

export interface RefuseMasksOptions {
  readonly args: CallArguments;
  readonly config: LayerConfig;
  readonly converters: LayerConverters;
}

/** Why a layer cannot be called with these masks; undefined when it can. */
export function refuseMasks(
  converter: LayerConverter,
  flows: readonly Flow[],
  { args, config, converters }: RefuseMasksOptions,
): string | undefined {
  const readsMask = converter.readsMask?.({ config, converters }) ?? 'never';
  if (readsMask === 'never') {
    const [inputs, masks] = [flows.map(({ value }) => value), flows.map(({ heldMask }) => heldMask)];
    const isMasked = masks.some((mask) => mask !== undefined);
    return isMasked ? converter.refuseMasks?.({ config, inputs, masks }) : undefined;
  }
  const [input] = flows;
  const hasMask = args.mask !== undefined || input?.mask !== undefined;
  if (readsMask === 'unlike tfjs')
    return hasMask
      ? 'tfjs itself reads a mask of another shape in it; build the model without masks'
      : undefined;
  return refuseReading(input, args) ?? refuseStates(flows, args);
}

/** Of a layer that reads the mask of its first input, which lacks the input's last axis. */
function refuseReading(input: Flow | undefined, args: CallArguments): string | undefined {
  if (input?.mask !== args.mask)
    return input?.mask === undefined
      ? 'tfjs itself hands the mask of another layer to it, since it has none; build the model without masks'
      : 'tfjs itself does not hand its mask into the model that it is in, or out of the one before it; use no model in the model';
  return input?.mask === undefined || input.mask().shape.length === input.value.shape.length - 1
    ? undefined
    : 'tfjs itself reads a mask of another shape in it; join branches by concatenate, or before they are masked';
}

/** Initial states stay in the arguments, too: a later recurrent layer would start from them. */
function refuseStates(flows: readonly Flow[], args: CallArguments): string | undefined {
  if (args.hasInitialStates)
    return 'tfjs itself hands the initial states of another layer to it; build the model without masks';
  args.hasInitialStates = flows.length > 1;
  return undefined;
}

/** However many layers read a mask, its nodes are appended once. */
function once(mask: Mask | undefined): Mask | undefined {
  let value: Value | undefined;
  return (
    mask &&
    (() => {
      value ??= mask();
      return value;
    })
  );
}
