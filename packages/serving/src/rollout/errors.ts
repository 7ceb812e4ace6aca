/** Why a rollout cannot begin. */

import { ServingError } from '../serving-error.js';

/** The version cannot stand beside the champion; what was there goes on. */
export function rolloutRefused(reason: string): ServingError {
  return new ServingError(`the rollout cannot begin: ${reason}; register or name another version`, {
    code: 'ROLLOUT_REFUSED',
    kind: 'refused',
    status: 409,
  });
}
