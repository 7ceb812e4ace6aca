/**
 * What a model takes and gives, as TensorFlow Serving tells it (api_rest.md, "Model Metadata API"): the JSON of a
 * `SignatureDef` map with one signature.
 */

import type { TensorDatatype } from '../../engine/tensor-batch.js';
import type { ServedModel } from '../../host/served-model.js';

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

interface ShapedTensor {
  readonly name: string;
  readonly datatype: TensorDatatype;
  /** -1 is open. */
  readonly shape: readonly number[];
}

export function modelMetadata({ model, version, contract, manifest }: ServedModel) {
  const inputs = contract.inputs.map(({ name, datatype }) => ({ name, datatype, shape: [-1] }));
  return signatureMetadata({ model, version, inputs, outputs: manifest.outputs });
}

/** The same of whatever takes tensors. */
export function signatureMetadata(described: {
  readonly model: string;
  readonly version: number;
  readonly inputs: readonly ShapedTensor[];
  readonly outputs: readonly ShapedTensor[];
}) {
  const { model, version, inputs, outputs } = described;
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

function tensorInfos(tensors: readonly ShapedTensor[]) {
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorInfo(tensor)]));
}

function tensorInfo({ name, datatype, shape }: ShapedTensor) {
  // Protobuf's JSON writes 64-bit integers as text.
  const dim = shape.map((size) => ({ size: String(size), name: '' }));
  return { dtype: dataTypes[datatype], tensor_shape: { dim, unknown_rank: false }, name };
}
