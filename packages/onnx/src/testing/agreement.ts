/** For tests: how far an exported model is from tfjs on the same data, within one tolerance for all of them. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { nameAt } from '../positional-names.js';
import { runModel, Tensor } from './run-model.js';
import { predictAll, type TensorValues } from './tfjs-models.js';

/** float32 sums in another order, and onnxruntime's approximations of exp, tanh and erf. */
export const tolerance = { absolute: 1e-5, relative: 1e-4 };

/** One output of the model, as tfjs has it and as the export has it. */
export interface OutputPair {
  readonly expected: TensorValues;
  readonly actual: TensorValues;
}

/** All outputs of the model; `bytes` are what exportToOnnx made of it: its names are by position. */
export async function outputPairs(
  model: LayersModel,
  bytes: Uint8Array,
  inputs: readonly TensorValues[],
): Promise<readonly OutputPair[]> {
  const outputs = await runModel(bytes, feedsOf(model, inputs));
  const expected = predictAll(model, inputs);
  if (Object.keys(outputs).length !== expected.length)
    throw new TypeError(`the export must have ${expected.length} outputs; got ${Object.keys(outputs)}`);
  return expected.map((values, index) => {
    const name = nameAt('output', index, expected);
    const output = outputs[name];
    if (output === undefined) throw new TypeError(`the export must have the output ${name}`);
    return { expected: values, actual: valuesOf(output) };
  });
}

/** The data as the export takes them. */
export function feedsOf(
  model: LayersModel,
  inputs: readonly TensorValues[],
): Readonly<Record<string, Tensor>> {
  const feeds = inputs.map(({ data, shape }, index) => {
    const isInteger = model.inputs[index]?.dtype === 'int32';
    const tensor = isInteger ? new Tensor(Int32Array.from(data), shape) : new Tensor(data, shape);
    return [nameAt('input', index, inputs), tensor] as const;
  });
  return Object.fromEntries(feeds);
}

/** What a runtime gives, as numbers. */
export function valuesOf({ data, dims }: Pick<Tensor, 'data' | 'dims'>): TensorValues {
  return { data: Float32Array.from(data, Number), shape: [...dims] };
}

/** The largest difference, in tolerances: up to 1 they agree. Infinity where one is NaN or the shapes differ. */
export function distanceOf({ expected, actual }: OutputPair): number {
  if (expected.shape.join() !== actual.shape.join()) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const [i, reference] of expected.data.entries()) {
    const difference = Math.abs((actual.data[i] ?? Number.NaN) - reference);
    const distance = difference / (tolerance.absolute + tolerance.relative * Math.abs(reference));
    largest = Math.max(largest, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  return largest;
}
