/** Why predictions were not logged, or not handed on. */

import { WaymarkError } from '@waymark/contracts';

/** The prediction log could not be written: its records are lost, and counted. */
export function predictionLogFailed(folder: string, cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `the prediction log in ${folder} must be writable, and is not: ${reason}. Predictions go on unlogged; free space or fix the permissions`,
    { code: 'PREDICTION_LOG_FAILED', kind: 'environment', cause },
  );
}

/** The receiver of events did not take them. The URL is told without its query and credentials, which may be secret. */
export function eventsNotDelivered({ origin, pathname }: URL, reason: string): WaymarkError {
  return new WaymarkError(
    `${origin}${pathname} must take batches of CloudEvents, and did not: ${reason}. The newest are tried again; the prediction log has them all`,
    { code: 'EVENTS_NOT_DELIVERED', kind: 'environment' },
  );
}
