/** Which errors pass by themselves: what waits then goes on waiting. All others will come again for the same thing. */

import { WaymarkError } from '@waymark/contracts';
import { MlflowError } from '../mlflow-error.js';

/** When somebody repairs the server, the network or the credentials. */
const passing: ReadonlySet<string> = new Set([
  'MLFLOW_UNREACHABLE',
  'MLFLOW_UNAVAILABLE',
  'MLFLOW_ACCESS_DENIED',
  'MLFLOW_ANSWER_FOREIGN',
  'MLFLOW_CANCELLED',
  'MLFLOW_ARTIFACTS_NOT_SERVED',
  'MLFLOW_EXPERIMENT_DELETED',
  'MLFLOW_TRACKING_FAILED',
  // The journal's disk, which is this machine's.
  'STORAGE_FAILED',
]);

/** What MLflow answers when its database could not do it now: too many at once, or two that added the same data set. */
const databaseCode = 'BAD_REQUEST';

/** Whether the server, or somebody between, will never take it as it is. */
export function isFinal(error: unknown): error is WaymarkError {
  if (error instanceof MlflowError && error.failure.serverCode === databaseCode) return false;
  return error instanceof WaymarkError && !passing.has(error.code);
}
