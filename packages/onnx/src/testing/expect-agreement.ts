/** For tests: an exported model against tfjs, on the same data and within one tolerance for all of them. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { runModel, Tensor } from './run-model.js';
import { predictAll, type TensorValues } from './tfjs-models.js';

/** float32 sums in another order, and onnxruntime's approximations of exp, tanh and erf. */
const absoluteTolerance = 1e-5;
const relativeTolerance = 1e-4;

/** `bytes` are what exportToOnnx made of the model: its names are by position. */
export async function expectAgreement(
  model: LayersModel,
  bytes: Uint8Array,
  inputs: readonly TensorValues[],
): Promise<void> {
  const feeds = inputs.map(({ data, shape }, index) => {
    const name = inputs.length === 1 ? 'input' : `input_${index}`;
    const isInteger = model.inputs[index]?.dtype === 'int32';
    return [name, isInteger ? new Tensor(Int32Array.from(data), shape) : new Tensor(data, shape)] as const;
  });
  const outputs = await runModel(bytes, Object.fromEntries(feeds));
  const expected = predictAll(model, inputs);
  expect(Object.keys(outputs)).toHaveLength(expected.length);
  for (const [index, values] of expected.entries())
    expectClose(outputs[expected.length === 1 ? 'output' : `output_${index}`], values);
}

function expectClose(output: Tensor | undefined, { data, shape }: TensorValues): void {
  expect(output?.dims).toEqual(shape);
  const actual = Array.from(output?.data ?? [], Number);
  const worst = actual.map((value, i) => {
    const reference = data[i] ?? Number.NaN;
    return Math.abs(value - reference) / (absoluteTolerance + relativeTolerance * Math.abs(reference));
  });
  expect(actual).toHaveLength(data.length);
  expect(Math.max(0, ...worst)).toBeLessThanOrEqual(1);
}
