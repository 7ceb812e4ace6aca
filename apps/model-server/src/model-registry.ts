/**
 * Whose champions are served: those of the embedded registry, and with MLFLOW_TRACKING_URI those of the MLflow server
 * that it names, `models:/churn@champion`. The embedded one is their cache then: while MLflow is away the server goes
 * on, and starts, with what is there.
 */

import type { ModelRegistry } from '@waymark/contracts';
import { FileModelRegistry } from '@waymark/registry';
import { configInvalid } from './errors.js';

/** How often MLflow is asked for the champion. A folder is asked more often. */
const pollIntervalMs = 3000;
/** A server that hangs must not keep this one from starting. */
const defaultTimeoutMs = 10_000;

export interface ServedRegistry {
  readonly registry: ModelRegistry;
  readonly pollIntervalMs?: number;
}

export interface RegistrySource {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly warn: (text: string) => void;
}

/** @throws `CONFIG_INVALID` with all problems, `MLFLOW_PEM_UNREADABLE`. */
export async function openModelRegistry({
  home,
  environment,
  warn,
}: RegistrySource): Promise<ServedRegistry> {
  if (!environment.MLFLOW_TRACKING_URI) return { registry: new FileModelRegistry(home) };
  // Loaded when it is used: its HTTP library takes 100 ms.
  const mlflow = await import('@waymark/mlflow');
  const { data, error } = mlflow.mlflowVariables.safeParse(environment);
  // Never the values: they may hold a password.
  if (error) throw configInvalid(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const settings = mlflow.mlflowSettingsOf(data);
  if (!settings) return { registry: new FileModelRegistry(home) };
  const { timeoutMs = defaultTimeoutMs, experimentName } = settings;
  const options = await mlflow.readClientOptions({ ...settings, timeoutMs, retries: 0 });
  const registry = new mlflow.SyncedModelRegistry({
    ...{ client: new mlflow.MlflowClient(options), home, experimentName },
    onNotice: (notice) => {
      if (notice.kind === 'away')
        warn(`MLflow is away, the registry in ${home} is in force until it is back: ${notice.error.message}`);
      if (notice.kind === 'back') warn('MLflow is back');
      if (notice.kind === 'dropped')
        warn(
          `MLflow's aliases of ${notice.model} stay, '${notice.reason}' came too late: ${notice.error.message}`,
        );
    },
  });
  return { registry, pollIntervalMs };
}
