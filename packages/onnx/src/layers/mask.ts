/**
 * Masks: which steps of a sequence count. Masking and Embedding make them, most layers hand them on, recurrent layers skip
 * what does not count. tfjs's executor keeps them beside the tensors (engine/executor.ts), and so does the export.
 */

import type { LayerRefusal } from '../errors.js';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Layer, LayerContext, LayerConverter } from './layer-converter.js';

/** What flows between layers. */
export interface Flow {
  readonly value: Value;
  readonly mask?: Mask | undefined;
}

/** Appends the mask, float32 [N, T], 1 where a step counts; called only where a layer reads it. */
export type Mask = () => Value;

/** float32: 1 where the values differ, 0 where they are equal. */
export function appendNotEqual(builder: GraphBuilder, a: Value, b: Value): Value {
  const isEqual = builder.add('Cast', [builder.add('Equal', [a, b])], { to: 'float32' });
  return builder.add('Sub', [builder.constant('float32', [], Float32Array.of(1)), isEqual]);
}

/** Whether the layer makes a mask. tfjs says so by the same flag by which others hand theirs on. */
export function makesMask(layer: Layer): boolean {
  return ['Embedding', 'Masking'].includes(layer.getClassName()) && layer.supportsMasking;
}

/** The mask behind a layer: its converter's own, else what came in, where tfjs hands it on. */
export function maskBehind(layer: Layer, converter: LayerConverter, context: LayerContext): Mask | undefined {
  if (converter.mask) return once(converter.mask(context));
  return layer.supportsMasking ? context.mask : undefined;
}

/**
 * Why a layer cannot be exported in a model with masks; undefined when it can. tfjs 4.22 keeps the last mask in the
 * arguments of every later call: what reads masks and has none of its own gets that of a layer somewhere before.
 */
export function refuseMask(
  layer: Layer,
  readsMask: ReturnType<NonNullable<LayerConverter['readsMask']>>,
  inputs: readonly Flow[],
): LayerRefusal | undefined {
  const refusal = (reason: string) => ({ name: layer.name, className: layer.getClassName(), reason });
  if (readsMask === 'unlike tfjs')
    return refusal('tfjs itself reads a mask of another shape in it; build the model without masks');
  if (readsMask === 'as tfjs') {
    const [input] = inputs;
    if (input?.mask === undefined)
      return refusal(
        'tfjs itself hands the mask of another layer to it, since it has none; build the model without masks',
      );
    return typeof input.value.shape[1] === 'string'
      ? refusal("its sequences have a mask and no known length; give a length to the model's input")
      : undefined;
  }
  return inputs.length > 1 && inputs.some(({ mask }) => mask !== undefined)
    ? refusal('it joins inputs with masks; join them before they are masked')
    : undefined;
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
