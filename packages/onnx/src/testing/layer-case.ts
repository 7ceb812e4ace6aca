/** For tests: one layer with its options, and the model around it that is exported and run. */

import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import type { Layer } from '../layers/layer-converter.js';
import type { SymbolicTensor } from '../layers/walk-model.js';
import { randomInput, randomiseWeights, randomModel, type TensorValues } from './tfjs-models.js';

export interface LayerCase {
  readonly title: string;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  /** The shapes of further inputs, for a layer that joins several. */
  readonly others?: readonly (readonly number[])[];
  /** Default: values of both signs. */
  readonly draw?: (shape: readonly number[], seed: number) => Float32Array;
  readonly build: (args: { readonly inputShape: number[] }) => Layer;
}

/** The layer alone, with random weights of both signs, behind as many inputs as the case says. */
export function modelOf({ inputShape, others, build }: LayerCase, seed: number): LayersModel {
  const layer = build({ inputShape: [...inputShape] });
  if (others === undefined) return randomModel([layer], seed);
  const inputs = [inputShape, ...others].map((shape) => input({ shape: [...shape] }));
  // Safe: a layer that is applied to symbolic tensors gives symbolic tensors.
  const outputs = layer.apply(inputs) as SymbolicTensor | SymbolicTensor[];
  const made = model({ inputs, outputs });
  randomiseWeights(made, seed);
  return made;
}

/** Data for every input of the case. */
export function inputsOf(
  { inputShape, others = [], draw = randomInput }: LayerCase,
  batch: number,
): readonly TensorValues[] {
  return [inputShape, ...others].map((dimensions, index) => {
    const shape = [batch, ...dimensions];
    return { data: draw(shape, 2 + index), shape };
  });
}
