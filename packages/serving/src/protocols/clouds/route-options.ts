/** What the paths of a cloud answer from. */

import type { HostedModels } from '../hosted-models.js';
import type { ModelScoring } from '../model-scoring.js';

export interface CloudRouteOptions {
  readonly models: HostedModels;
  /** Undefined where the server has one model, or none was chosen. */
  readonly defaultModel: string | undefined;
  readonly isReady: () => boolean;
  readonly scoring: ModelScoring;
}
