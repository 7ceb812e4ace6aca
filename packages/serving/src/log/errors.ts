/** Why predictions are not logged, or not handed on. */

import { WaymarkError } from '@waymark/contracts';

/** The prediction log could not be written: its records are lost, and counted. */
export function predictionLogFailed(folder: string, cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `the prediction log in ${folder} must be writable, and is not: ${reason}. Predictions go on unlogged; free space or fix the permissions`,
    { code: 'PREDICTION_LOG_FAILED', kind: 'environment', cause },
  );
}

/** The prediction log could not begin: a server that is to log does not start without. */
export function predictionLogUnwritable(folder: string, cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `the prediction log must have a folder that can be written to: ${folder} is none: ${reason}. Fix its permissions, free its name, or set WAYMARK_HOME to another place`,
    { code: 'PREDICTION_LOG_UNWRITABLE', kind: 'environment', cause },
  );
}

/** The receiver of events did not take them. The URL is told without its query and credentials, which may be secret. */
export function eventsNotDelivered({ origin, pathname }: URL, reason: string): WaymarkError {
  return new WaymarkError(
    `${origin}${pathname} must take batches of CloudEvents, and did not: ${reason}. The newest are tried again; the prediction log has them all`,
    { code: 'EVENTS_NOT_DELIVERED', kind: 'environment' },
  );
}
