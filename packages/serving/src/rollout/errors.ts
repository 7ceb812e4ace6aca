/** Why a rollout cannot begin, or is not understood. */

import { WaymarkError } from '@waymark/contracts';
import { ServingError } from '../serving-error.js';

/** The version cannot stand beside the champion; what was there goes on. */
export function rolloutRefused(reason: string): ServingError {
  return new ServingError(`the rollout cannot begin: ${reason}; register or name another version`, {
    code: 'ROLLOUT_REFUSED',
    kind: 'refused',
    status: 409,
  });
}

/** A person's file is no rollout; what was there goes on. Clients see the message: it does not tell where the folder lies. */
export function rolloutFileInvalid(file: string, reason: string): WaymarkError {
  return new WaymarkError(
    `the file ${file} must hold a rollout as JSON: ${reason}; correct the file, or remove it to have no rollout`,
    { code: 'ROLLOUT_FILE_INVALID', kind: 'usage' },
  );
}
