/**
 * The version that a path means: by number, by label, or the one that serves. Labels are names of loaded versions
 * (TensorFlow Serving's rule), and this server loads champions only.
 */

import { modelLabelUnknown } from '../../host/errors.js';
import type { ModelHosts } from '../../host/model-hosts.js';
import type { ServedModel } from '../../host/served-model.js';
import type { KeyedRequest } from '../../rollout/request-key.js';
import type { ModelPath } from '../hosted-models.js';

export const versionLabels: readonly string[] = ['champion'];

/**
 * @param request What a rollout may give to either version, unless the path names one.
 * @throws `MODEL_UNKNOWN`, `MODEL_LABEL_UNKNOWN`, `MODEL_NOT_READY`, `MODEL_VERSION_UNKNOWN`.
 */
export function servedAt(
  hosts: ModelHosts,
  { model, version, label }: ModelPath,
  request?: KeyedRequest,
): ServedModel {
  const host = hosts.host(model);
  if (label !== undefined && !versionLabels.includes(label))
    throw modelLabelUnknown(host.model, versionLabels);
  return label === undefined ? hosts.serving(model, version, request) : hosts.serving(model);
}
