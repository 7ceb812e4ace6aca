/** For tests: a recipe as a tfjs model, its weights of both signs, and so scaled that values neither grow nor vanish. */

import '@tensorflow/tfjs-backend-cpu';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import type { Layer } from '../../layers/layer-converter.js';
import type { SymbolicTensor } from '../../layers/walk-model.js';
import { randomNumbers } from '../../testing/random-numbers.js';
import {
  type InputRecipe,
  isLayerRecipe,
  isModelSource,
  type LayerRecipe,
  type ModelRecipe,
  type StepRecipe,
  valueName,
} from './model-recipe.js';

/** A recipe while it is turned into layers: what each value and each step became. */
export interface Assembly {
  readonly tensors: Map<string, SymbolicTensor>;
  readonly layers: Map<string, Layer>;
}

export function newAssembly(inputs: readonly InputRecipe[]): Assembly {
  const tensors = inputs.map(({ id, shape, dtype }) => [id, input({ shape: [...shape], dtype })] as const);
  return { tensors: new Map(tensors), layers: new Map() };
}

/** Applies the step; returns its outputs. */
export function assembleStep(
  assembly: Assembly,
  { id, source, from }: StepRecipe,
): readonly SymbolicTensor[] {
  const taken = from.map((value) => find(assembly.tensors, value));
  const layer =
    'layerOf' in source
      ? find(assembly.layers, source.layerOf)
      : 'model' in source
        ? buildModel(source.model)
        : makeLayer(source);
  const [first = []] = taken;
  // Safe: a layer that is applied to symbolic tensors gives symbolic tensors.
  const outputs = [layer.apply(taken.length === 1 ? first : taken) as SymbolicTensor].flat();
  assembly.layers.set(id, layer);
  for (const [index, output] of outputs.entries()) assembly.tensors.set(valueName(id, index), output);
  return outputs;
}

/** With tfjs's own initial weights. Throws what tfjs throws for a recipe that is no model. */
export function buildModel({ inputs, steps, outputs }: ModelRecipe): LayersModel {
  const assembly = newAssembly(inputs);
  for (const step of steps) assembleStep(assembly, step);
  return model({
    inputs: inputs.map(({ id }) => find(assembly.tensors, id)),
    outputs: outputs.map((value) => find(assembly.tensors, value)),
  });
}

// Safe: a name that tfjs lacks, or a wrong option, fails when the layer is made.
const factories = layers as unknown as Readonly<Record<string, (options: object) => Layer>>;

function makeLayer({ kind, options }: LayerRecipe): Layer {
  const factory = factories[kind];
  if (factory === undefined) throw new TypeError(`tf.layers must have ${kind}`);
  const entries = Object.entries(options).map(([key, value]) => [key, makeOption(value)]);
  return factory(Object.fromEntries(entries));
}

function makeOption(value: unknown): unknown {
  if (isLayerRecipe(value)) return makeLayer(value);
  if (isModelSource(value)) return buildModel(value.model);
  return Array.isArray(value) ? value.map(makeOption) : value;
}

function find<T>(known: ReadonlyMap<string, T>, name: string): T {
  const found = known.get(name);
  if (found === undefined) throw new TypeError(`a recipe must make ${name} before it is taken`);
  return found;
}

/** Kernels keep the size of what goes through them; biases, scales and statistics are around 1 and less. */
export function scaleWeights(made: LayersModel, seed: number): void {
  const next = randomNumbers(seed);
  tidy(() => {
    const weights = made.weights.map(({ shape, originalName }) => {
      const lengths = shape.map(Number);
      const draw = drawOf(originalName, lengths);
      const count = lengths.reduce((total, length) => total * length, 1);
      return tensor(
        Float32Array.from({ length: count }, () => draw(next())),
        lengths,
        'float32',
      );
    });
    made.setWeights(weights);
  });
}

/** From a number in -1 to 1 to a weight. */
function drawOf(name: string, shape: readonly number[]): (uniform: number) => number {
  if (name.endsWith('variance')) return (uniform) => uniform / 2 + 1;
  if (name.endsWith('gamma')) return (uniform) => uniform + Math.sign(uniform) / 2;
  if (!name.endsWith('kernel')) return (uniform) => uniform;
  const isDepthwise = name.endsWith('depthwise_kernel');
  const fanIn = shape.slice(0, isDepthwise ? -2 : -1).reduce((total, length) => total * length, 1);
  // The variance of a uniform number is 1/3: sums over fanIn products then have the variance of their factors.
  return (uniform) => uniform * Math.sqrt(3 / fanIn);
}
