/**
 * MLflow from TypeScript: a typed client on axios, and a Tracker on it that a server's outage cannot stop. Packages
 * take options; apps parse the MLFLOW_* variables.
 */

export { MlflowClient } from './client/mlflow-client.js';
export { MlflowError, type MlflowFailure } from './mlflow-error.js';
export { MlflowModelRegistry, type MlflowModelRegistryOptions } from './registry/mlflow-model-registry.js';
export type { DroppedChange } from './registry/sync-model.js';
export {
  type RegistryNotice,
  SyncedModelRegistry,
  type SyncedModelRegistryOptions,
} from './registry/synced-model-registry.js';
export { readClientOptions } from './settings/client-options.js';
export { type MlflowSettings, mlflowSettingsOf, mlflowVariables } from './settings/mlflow-settings.js';
export {
  MlflowTracker,
  type MlflowTrackerOptions,
  type SyncResult,
  type TrackerNotice,
} from './tracker/mlflow-tracker.js';
export type { PublishedRun, PublishTarget } from './tracker/publish-run.js';
export type { MlflowAuth, MlflowOptions, MlflowTls } from './transport/options.js';
