/** The model of paths that name none: the only one of the server, or the one that was chosen. */

import { modelNotChosen } from '../host/errors.js';
import type { ModelHosts } from '../host/model-hosts.js';
import type { ServedModel } from '../host/served-model.js';
import type { KeyedRequest } from '../rollout/request-key.js';

/** @throws `MODEL_NOT_CHOSEN`, and what `ModelHosts.serving` throws. */
export function servedByDefault(
  hosts: ModelHosts,
  defaultModel: string | undefined,
  request: KeyedRequest,
): ServedModel {
  const [only, ...others] = hosts.names;
  const model = defaultModel ?? (others.length === 0 ? only : undefined);
  if (model === undefined) throw modelNotChosen(hosts.names);
  return hosts.serving(model, undefined, request);
}
