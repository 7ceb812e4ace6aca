/** Where the steps of a project write: one folder a step, so that two cached tasks never write to the same place. */

import { join } from 'node:path';

export interface ArtifactPaths {
  readonly root: string;
  readonly data: string;
  readonly model: string;
  readonly bundle: string;
}

/** The step folders below `root`, e.g. `apps/churn/artifacts`. */
export function artifactPaths(root: string): ArtifactPaths {
  return { root, data: join(root, 'data'), model: join(root, 'model'), bundle: join(root, 'bundle') };
}
