/**
 * The walk over a tfjs model: from its outputs back to its inputs, each call of a layer once and after what it takes.
 * Branches, joins and layers that are called several times need nothing of their own here; tfjs allows no loops.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Layer } from './layer-converter.js';

/** A tensor of the model without data: the input of the model, or an output of one call of a layer. */
export type SymbolicTensor = LayersModel['inputs'][number];

/** What one call of a layer gives for what it takes; as many as the call has outputs. */
export type ApplyLayer<T> = (layer: Layer, inputs: readonly T[]) => readonly T[];

/** What the model gives for `inputs`, which must be as many as it has. */
export function walkModel<T>(
  { inputs: entries, outputs }: LayersModel,
  inputs: readonly T[],
  apply: ApplyLayer<T>,
): readonly T[] {
  const known = new Map<SymbolicTensor, T>();
  remember(known, entries, inputs);
  const resolve = (tensor: SymbolicTensor): T => {
    if (!known.has(tensor)) {
      const { sourceLayer, nodeIndex } = tensor;
      const call = sourceLayer.inboundNodes[nodeIndex];
      if (call === undefined) throw new TypeError(`${sourceLayer.name} must hold its call ${nodeIndex}`);
      // The last input first, as in tfjs (engine/executor.ts): which call comes first decides who gets which mask.
      call.inputTensors.toReversed().forEach(resolve);
      remember(known, call.outputTensors, apply(sourceLayer, call.inputTensors.map(resolve)));
    }
    return find(known, tensor);
  };
  return outputs.map(resolve);
}

/** Whether a layer is itself a model; by its form, since a class would tie the walk to one copy of tfjs. */
export function isModel(layer: Layer): layer is LayersModel {
  return 'layers' in layer && 'inputs' in layer && 'outputs' in layer;
}

/** The model in a wrapper such as timeDistributed; undefined where a layer is in it, or it wraps nothing. */
export function wrappedModel(layer: Layer): LayersModel | undefined {
  if (!('layer' in layer)) return undefined;
  // Safe: tfjs's wrappers have a layer there, and isModel looks at its form.
  const inner = layer.layer as Layer;
  return isModel(inner) ? inner : undefined;
}

function remember<T>(
  known: Map<SymbolicTensor, T>,
  tensors: readonly SymbolicTensor[],
  values: readonly T[],
): void {
  for (const [index, tensor] of tensors.entries()) {
    const value = values[index];
    if (value === undefined)
      throw new TypeError(`${tensor.name} must have a value; there are ${values.length}`);
    known.set(tensor, value);
  }
}

function find<T>(known: ReadonlyMap<SymbolicTensor, T>, tensor: SymbolicTensor): T {
  const value = known.get(tensor);
  if (value === undefined) throw new TypeError(`${tensor.name} must be an output of its own layer`);
  return value;
}
