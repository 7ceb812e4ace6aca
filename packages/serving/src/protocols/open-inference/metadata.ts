/** What a server and a model say of themselves (inference_rest.md, "Server Metadata" and "Model Metadata"). */

import type { ServedModel } from '../../host/served-model.js';
import type { ModelMetadata } from '../hosted-models.js';

/** Extensions of the protocol that are spoken, as Triton names them. */
const extensions: readonly string[] = [
  'binary_tensor_data',
  'classification',
  'model_configuration',
  'model_repository',
  'schedule_policy',
  'statistics',
];

export function serverMetadata(version: string) {
  return { name: 'waymark', version, extensions };
}

/**
 * Columns are taken as [N] too. They are told as [N, 1], as Triton tells a model's that it feeds a value a row: its tools
 * take a shape without anything behind the batch for one that they do not know.
 */
export function modelMetadata({ model, version, contract, manifest }: ServedModel): ModelMetadata {
  return {
    name: model,
    versions: [String(version)],
    platform: 'onnxruntime_onnx',
    inputs: contract.inputs.map(({ name, datatype }) => ({ name, datatype, shape: [-1, 1] })),
    outputs: manifest.outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
  };
}
