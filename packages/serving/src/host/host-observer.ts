/** What is told of the versions of a model: who takes traffic, and who may not. */

import type { RefusedVersion } from './model-status.js';
import type { ServedModel } from './served-model.js';

/** What happened, for logs and metrics. */
export interface HostObserver {
  swapped(to: ServedModel, from: ServedModel | undefined): void;
  /** A client asked for it. */
  unloaded(from: ServedModel): void;
  refused(model: string, refused: RefusedVersion, error: Error): void;
  /** The champion was refused and nothing served: the version before it does. */
  fellBack(to: ServedModel, refused: RefusedVersion): void;
  /** The registry could not be read; the version that serves goes on. Told once for each new reason. */
  registryUnreadable(model: string, error: Error): void;
}
