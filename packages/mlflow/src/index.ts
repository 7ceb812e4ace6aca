/**
 * MLflow from TypeScript: a typed client on axios, and a Tracker on it that a server's outage cannot stop. Packages
 * take options; apps parse the MLFLOW_* variables.
 */

export { MlflowClient } from './client/mlflow-client.js';
export { MlflowError, type MlflowFailure } from './mlflow-error.js';
export {
  MlflowTracker,
  type MlflowTrackerOptions,
  type SyncResult,
  type TrackerNotice,
} from './tracker/mlflow-tracker.js';
export type { PublishedRun, PublishTarget } from './tracker/publish-run.js';
export type { MlflowAuth, MlflowOptions, MlflowTls } from './transport/options.js';
