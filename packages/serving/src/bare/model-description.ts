/** What a bare model says of itself: metadata (inference_rest.md) and configuration (extension_model_configuration.md). */

import { datatypes } from '../protocols/open-inference/datatypes.js';
import type { BareModel } from './bare-model.js';
import type { TensorSpec } from './signature.js';

/** @param versions All that are loaded. */
export function bareMetadata({ model, signature }: BareModel, versions: readonly BareModel[]) {
  const tensor = ({ name, datatype, dims }: TensorSpec) => ({ name, datatype, shape: dims });
  return {
    name: model,
    versions: versions.map(({ version }) => String(version)),
    platform: 'onnxruntime_onnx',
    inputs: signature.inputs.map(tensor),
    outputs: signature.outputs.map(tensor),
  };
}

/** Dimensions there are without the batch's; `max_batch_size` 0 is a model that has none. */
export function bareConfig({ model, signature, maxBatchRows }: BareModel, versions: readonly BareModel[]) {
  const { hasBatch } = signature;
  const tensor = ({ name, datatype, dims }: TensorSpec) => ({
    ...{ name, data_type: datatypes[datatype].configName },
    ...tensorDims(hasBatch ? dims.slice(1) : dims),
  });
  return {
    name: model,
    platform: 'onnxruntime_onnx',
    backend: 'onnxruntime',
    version_policy: { specific: { versions: versions.map(({ version }) => version) } },
    max_batch_size: hasBatch ? maxBatchRows : 0,
    input: signature.inputs.map(tensor),
    output: signature.outputs.map(tensor),
    ...(hasBatch ? { dynamic_batching: { max_queue_delay_microseconds: 0 } } : {}),
  };
}

/** A value alone, which the model takes as [], is [1] there. */
function tensorDims(dims: readonly number[]) {
  return dims.length > 0 ? { dims } : { dims: [1], reshape: { shape: [] } };
}
