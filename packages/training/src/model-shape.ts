/** What a model must look like to be fitted as a binary classifier on one matrix. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { unsuitableModel } from './errors.js';

/**
 * Throws `MODEL_UNSUITABLE` unless the model has one input [null, width], one output [null, 1] and no activation at
 * the end: a sigmoid there would be applied twice, which no later check could tell from a weak model.
 */
export function checkModel(model: LayersModel, width: number): void {
  const problems: string[] = [];
  const [input] = model.inputs;
  if (model.inputs.length !== 1 || input?.shape.length !== 2 || input.shape[1] !== width)
    problems.push(`the input must be [null, ${width}]; got ${shapesOf(model.inputs)}`);
  const [output] = model.outputs;
  if (model.outputs.length !== 1 || output?.shape.length !== 2 || output.shape[1] !== 1)
    problems.push(`the output must be [null, 1]; got ${shapesOf(model.outputs)}`);
  const activation = output?.sourceLayer.getConfig().activation;
  if (typeof activation === 'string' && activation !== 'linear')
    problems.push(`the last layer must be linear; got '${activation}' (the served graph adds the sigmoid)`);
  if (problems.length > 0) throw unsuitableModel(problems);
}

/** Columns that the model takes. */
export function inputWidthOf(model: LayersModel): number {
  return model.inputs[0]?.shape[1] ?? 0;
}

function shapesOf(tensors: LayersModel['inputs']): string {
  return tensors.map(({ shape }) => `[${shape.map(String).join(', ')}]`).join(' and ');
}
