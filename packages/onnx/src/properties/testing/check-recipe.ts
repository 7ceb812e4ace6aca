/**
 * For tests: the property. The model of any seed is either exported, and the file agrees with tfjs for batches of 1 and 3
 * and for short and long sequences, or it is refused with a reason. Anything else fails.
 */

import { disposeVariables } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WaymarkError } from '@waymark/contracts';
import { exportToOnnx } from '../../export-to-onnx.js';
import type { LayerConverters } from '../../layers/layer-converter.js';
import { layerConverters } from '../../layers/layer-converters.js';
import { isModel } from '../../layers/walk-model.js';
import { distanceOf, type OutputPair, outputPairs } from '../../testing/agreement.js';
import { buildModel, scaleWeights } from './build-model.js';
import type { ModelRecipe } from './model-recipe.js';
import { drawRows } from './random-inputs.js';
import { sensitivityOf } from './sensitivity.js';

export type Outcome =
  | ({ readonly kind: 'agrees' } & Agreement)
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** So sensitive that rounding alone explains the difference. */
  | { readonly kind: 'unstable' }
  | { readonly kind: 'fails'; readonly message: string };

export interface Agreement {
  /** The classes of the model's layers, and of those in models in it. */
  readonly classes: readonly string[];
  /** The largest magnitude among the outputs. */
  readonly largest: number;
  /** The largest difference, in tolerances. */
  readonly distance: number;
  /** Whether some output differs between its own values, so that there is something to compare. */
  readonly isVaried: boolean;
}

/** Unknown lengths, and batches. */
const runs = [
  { batch: 1, length: 4 },
  { batch: 3, length: 2 },
  { batch: 3, length: 5 },
];
const leastSpread = 1e-3;
/** What is rounded on the way from a weight to an output, in steps of a weight. */
const mostRoundings = 10;

export interface CheckOptions {
  /** Of the weights and the data. */
  readonly seed: number;
  /** Default: the package's own. */
  readonly converters?: LayerConverters;
}

/** Throws what tfjs throws where the recipe is no model. */
export async function checkRecipe(recipe: ModelRecipe, options: CheckOptions): Promise<Outcome> {
  try {
    const model = buildModel(recipe);
    scaleWeights(model, options.seed);
    return await checkModel(model, { ...options, inputs: recipe.inputs });
  } finally {
    disposeVariables();
  }
}

async function checkModel(
  model: LayersModel,
  { inputs, seed, converters = layerConverters }: CheckOptions & Pick<ModelRecipe, 'inputs'>,
): Promise<Outcome> {
  const isOpen = inputs.some(({ shape }) => shape.includes(null));
  const rows = (isOpen ? runs : runs.slice(0, 2)).map((run) =>
    inputs.map((each, index) => drawRows(each, { ...run, seed: seed + index })),
  );
  const pairs: OutputPair[] = [];
  try {
    const { bytes } = exportToOnnx(model, { converters });
    for (const values of rows) pairs.push(...(await outputPairs(model, bytes, values)));
  } catch (error) {
    const reasons = refusalsIn(error);
    return reasons ? { kind: 'refused', reasons } : { kind: 'fails', message: String(error) };
  }
  const message = describeDisagreement(pairs);
  if (message === undefined) return { kind: 'agrees', classes: classesIn(model), ...summarise(pairs) };
  const distance = Math.max(...pairs.map(distanceOf));
  const sensitivity = Math.max(...rows.map((values) => sensitivityOf(model, values)));
  return distance <= mostRoundings * sensitivity ? { kind: 'unstable' } : { kind: 'fails', message };
}

/** `Class: reason` of each refused layer; undefined for any other error. */
function refusalsIn(error: unknown): readonly string[] | undefined {
  if (!(error instanceof WaymarkError) || error.code !== 'ONNX_LAYERS_UNSUPPORTED') return undefined;
  return [...error.message.matchAll(/^ {2}- .+? \((\w+)\): (.+)$/gm)].map(
    ([, className, reason]) => `${className}: ${reason}`,
  );
}

function describeDisagreement(pairs: readonly OutputPair[]): string | undefined {
  const [pair] = pairs.filter((each) => !(distanceOf(each) <= 1));
  if (pair === undefined) return undefined;
  const { expected, actual } = pair;
  if (expected.shape.join() !== actual.shape.join())
    return `an output must have the shape [${expected.shape}]; got [${actual.shape}]`;
  const index = [...expected.data.keys()].find(
    (i) => distanceOf({ expected: valueAt(expected.data, i), actual: valueAt(actual.data, i) }) > 1,
  );
  return (
    `an output [${expected.shape}] must agree with tfjs; it is ${distanceOf(pair).toPrecision(3)} tolerances off. ` +
    `Value ${index} must be ${expected.data[index ?? 0]}; got ${actual.data[index ?? 0]}`
  );
}

function valueAt(data: Float32Array, index: number) {
  return { data: data.subarray(index, index + 1), shape: [1] };
}

function summarise(pairs: readonly OutputPair[]): Omit<Agreement, 'classes'> {
  const values = pairs.map(({ expected }) => expected.data);
  return {
    largest: Math.max(
      ...values.map((data) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
    ),
    distance: Math.max(...pairs.map(distanceOf)),
    isVaried: values.some((data) => spreadOf(data) > leastSpread),
  };
}

function classesIn(model: LayersModel): readonly string[] {
  return model.layers.flatMap((layer) => (isModel(layer) ? classesIn(layer) : [layer.getClassName()]));
}

function spreadOf(data: Float32Array): number {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) [lowest, highest] = [Math.min(lowest, value), Math.max(highest, value)];
  return highest - lowest;
}
