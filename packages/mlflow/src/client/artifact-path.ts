/** Where the server's proxy has an artifact. Anything else than `mlflow-artifacts:` needs a cloud's client and is refused. */

import { posix } from 'node:path';
import { artifactsNotServed, valuesInvalid } from '../errors.js';
import { artifactPath } from './wire-values.js';

export interface ProxyPath {
  /** From the root of all artifacts, percent-encoded. */
  readonly path: string;
  /** The same, of the folder it is in. */
  readonly folder: string;
  /** As it is. */
  readonly name: string;
}

/**
 * @param artifactUri of a run or of a logged model.
 * @throws `MLFLOW_ARTIFACTS_NOT_SERVED`, `MLFLOW_VALUE_INVALID`.
 */
export function proxyPath(artifactUri: string, path: string): ProxyPath {
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+?)\/*$/.exec(artifactUri)?.[1];
  if (root === undefined) throw artifactsNotServed(artifactUri);
  const parsed = artifactPath.safeParse(path);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ message }) => message);
    throw valuesInvalid(`the artifact path ${JSON.stringify(path)}`, problems);
  }
  const whole = posix.join(root, path);
  return { path: encodePath(whole), folder: encodePath(posix.dirname(whole)), name: posix.basename(whole) };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
