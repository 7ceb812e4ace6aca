/** Why no version of a model takes traffic, as whoever asks for one is told. */

import type { ServingError } from '../serving-error.js';
import { modelNotReady, modelUnloaded } from './errors.js';

interface UnservedModel {
  readonly model: string;
  /** Whether a client asked for it. */
  readonly isUnloaded: boolean;
}

export function modelNotServing({ model, isUnloaded }: UnservedModel): ServingError {
  return isUnloaded ? modelUnloaded(model) : modelNotReady(model);
}
