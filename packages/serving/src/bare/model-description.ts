/**
 * What a bare model says of itself: metadata (inference_rest.md), configuration (extension_model_configuration.md), and
 * its state as TensorFlow Serving and KServe have it.
 */

import type { GraphTensors, ModelMetadata } from '../protocols/hosted-models.js';
import { datatypes } from '../protocols/open-inference/datatypes.js';
import { availableVersion, refusedVersion } from '../protocols/tensorflow-serving/model-status.js';
import type { BareHost } from './bare-host.js';
import type { BareModel } from './bare-model.js';
import type { TensorSpec } from './signature.js';

export function bareTensors({ signature }: BareModel): GraphTensors {
  const tensor = ({ name, datatype, dims }: TensorSpec) => ({ name, datatype, shape: dims });
  return { inputs: signature.inputs.map(tensor), outputs: signature.outputs.map(tensor) };
}

/**
 * Columns are told as [N, 1], as those of a bundle's model are.
 * @param versions All that are loaded.
 */
export function bareMetadata(served: BareModel, versions: readonly BareModel[]): ModelMetadata {
  const { inputs, outputs } = bareTensors(served);
  const isColumn = (shape: readonly number[]) => served.signature.hasBatch && shape.length === 1;
  return {
    name: served.model,
    versions: versions.map(({ version }) => String(version)),
    platform: 'onnxruntime_onnx',
    inputs: inputs.map((input) => (isColumn(input.shape) ? { ...input, shape: [-1, 1] } : input)),
    outputs,
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

/** With why nothing of it, or a version, is not served. */
export function describeBare({ model, serving, versions, refused, problem }: BareHost) {
  return {
    name: model,
    ready: serving !== undefined,
    version: serving ? String(serving.version) : null,
    sha256: serving?.manifestSha256 ?? null,
    problem: problem ?? null,
    model_version_status: [
      ...versions.map(({ version }) => availableVersion(version)),
      ...refused.map(({ version, reason }) => refusedVersion(version, reason)),
    ],
  };
}
