/** Why labels were not accepted. */

import { ServingError } from '../serving-error.js';

/** The labels could not be written to disk, and so were not accepted. */
export function feedbackNotStored(cause: unknown): ServingError {
  return new ServingError(
    'the labels could not be stored on disk and were not accepted; send them again later',
    {
      code: 'FEEDBACK_NOT_STORED',
      kind: 'environment',
      status: 503,
      retryAfterSeconds: 30,
      cause,
    },
  );
}
