/**
 * A model's configuration in Triton's JSON form (extension_model_configuration.md), as far as it has a meaning here.
 * Dimensions there are without the batch's: a column, which has one value a row, is [1] that the model takes as [].
 */

import type { TensorLayout } from '../../engine/tensor-layout.js';
import type { ServedModel } from '../../host/served-model.js';
import { datatypes } from './datatypes.js';

/** `maxRequestRows` are the rows that one request may have. */
export function modelConfig({ model, version, contract }: ServedModel, maxRequestRows: number) {
  return {
    name: model,
    platform: 'onnxruntime_onnx',
    backend: 'onnxruntime',
    version_policy: { specific: { versions: [version] } },
    max_batch_size: maxRequestRows,
    input: contract.inputLayouts.map(tensorConfig),
    output: contract.outputs.map(tensorConfig),
    dynamic_batching: { max_queue_delay_microseconds: 0 },
  };
}

function tensorConfig({ name, datatype, width }: TensorLayout) {
  const type = { name, data_type: datatypes[datatype].configName, dims: [width] };
  return width === 1 ? { ...type, reshape: { shape: [] } } : type;
}
