/**
 * What a model takes and gives, as TensorFlow Serving tells it (api_rest.md, "Model Metadata API"): the JSON of a
 * `SignatureDef` map with one signature.
 */

import type { TensorDatatype } from '../../engine/named-tensor.js';
import type { CountedModel } from '../../host/served-model.js';
import type { DescribedTensor, GraphTensors } from '../hosted-models.js';

/** The name of the one signature that a model has here. */
export const servingSignature = 'serving_default';

/** The names of `tensorflow.DataType`. */
const dataTypes = {
  BOOL: 'DT_BOOL',
  UINT8: 'DT_UINT8',
  UINT16: 'DT_UINT16',
  UINT32: 'DT_UINT32',
  UINT64: 'DT_UINT64',
  INT8: 'DT_INT8',
  INT16: 'DT_INT16',
  INT32: 'DT_INT32',
  INT64: 'DT_INT64',
  FP16: 'DT_HALF',
  FP32: 'DT_FLOAT',
  FP64: 'DT_DOUBLE',
  BYTES: 'DT_STRING',
} as const satisfies Record<TensorDatatype, string>;

export function signatureMetadata({ model, version }: CountedModel, { inputs, outputs }: GraphTensors) {
  const signature = {
    inputs: tensorInfos(inputs),
    outputs: tensorInfos(outputs),
    method_name: 'tensorflow/serving/predict',
  };
  return {
    model_spec: { name: model, signature_name: '', version: String(version) },
    metadata: { signature_def: { signature_def: { [servingSignature]: signature } } },
  };
}

function tensorInfos(tensors: readonly DescribedTensor[]) {
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorInfo(tensor)]));
}

function tensorInfo({ name, datatype, shape }: DescribedTensor) {
  // Protobuf's JSON writes 64-bit integers as text.
  const dim = shape.map((size) => ({ size: String(size), name: '' }));
  return { dtype: dataTypes[datatype], tensor_shape: { dim, unknown_rank: false }, name };
}
