/**
 * The state of a model: TensorFlow Serving's `model_version_status` and KServe's `name` and `ready` in one answer, since
 * both clients ask the same path, beside what this server knows itself. TensorFlow Serving's states in between
 * (START, LOADING, UNLOADING) are left out: a version is told once it takes traffic or was refused.
 */

import type { ModelStatus } from '../../host/model-status.js';

export function describeModel({ model, serving, refused }: ModelStatus) {
  return {
    name: model,
    ready: serving !== undefined,
    version: serving ? String(serving.version) : null,
    manifest_sha256: serving?.manifestSha256 ?? null,
    /** The champion, when it was refused and an older version or none serves in its place. */
    refused: refused ? { version: String(refused.version), reason: refused.reason, at: refused.at } : null,
    model_version_status: [
      ...(serving ? [availableVersion(serving.version)] : []),
      ...(refused ? [refusedVersion(refused.version, refused.reason)] : []),
    ],
  };
}

/** The state of a version that takes traffic. */
export function availableVersion(version: number) {
  return { version: String(version), state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } };
}

/** The state of a version that was refused. */
export function refusedVersion(version: number, reason: string) {
  const status = { error_code: 'FAILED_PRECONDITION', error_message: reason };
  return { version: String(version), state: 'END', status };
}
