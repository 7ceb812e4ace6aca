/** Where a home keeps a bundle: under its hash, so that whoever stores one there stores the same. */

import { join } from 'node:path';
import { assertModelName } from './model-name.js';

/** @throws `MODEL_NAME_INVALID` */
export function bundlePath(home: string, model: string, manifestSha256: string): string {
  assertModelName(model);
  // Enough of the hash to be unique, short enough to read; whoever opens the bundle checks the whole of it.
  return join(home, 'registry', model, 'bundles', manifestSha256.slice(0, 16));
}
