/**
 * What a model takes and gives, as TensorFlow Serving tells it (api_rest.md, "Model Metadata API"): the JSON of a
 * `SignatureDef` map with one signature.
 */

import type { TensorSpec } from '@waymark/contracts';
import type { ServedModel } from '../../host/served-model.js';

/** The name of the one signature that a model has here. */
export const servingSignature = 'serving_default';

/** The names of `tensorflow.DataType`. */
const dataTypes = {
  FP32: 'DT_FLOAT',
  FP64: 'DT_DOUBLE',
  INT64: 'DT_INT64',
  BYTES: 'DT_STRING',
} as const satisfies Record<TensorSpec['datatype'], string>;

export function modelMetadata({ model, version, contract, manifest }: ServedModel) {
  const signature = {
    inputs: tensorInfos(contract.inputs.map(({ name, datatype }) => ({ name, datatype, shape: [-1] }))),
    outputs: tensorInfos(manifest.outputs),
    method_name: 'tensorflow/serving/predict',
  };
  return {
    model_spec: { name: model, signature_name: '', version: String(version) },
    metadata: { signature_def: { signature_def: { [servingSignature]: signature } } },
  };
}

function tensorInfos(tensors: readonly TensorSpec[]) {
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorInfo(tensor)]));
}

function tensorInfo({ name, datatype, shape }: TensorSpec) {
  // Protobuf's JSON writes 64-bit integers as text.
  const dim = shape.map((size) => ({ size: String(size), name: '' }));
  return { dtype: dataTypes[datatype], tensor_shape: { dim, unknown_rank: false }, name };
}
