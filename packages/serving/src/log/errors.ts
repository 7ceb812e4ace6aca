/** Why predictions were not logged. */

import { WaymarkError } from '@waymark/contracts';

/** The prediction log could not be written: its records are lost, and counted. */
export function predictionLogFailed(folder: string, cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `the prediction log in ${folder} must be writable, and is not: ${reason}. Predictions go on unlogged; free space or fix the permissions`,
    { code: 'PREDICTION_LOG_FAILED', kind: 'environment', cause },
  );
}
