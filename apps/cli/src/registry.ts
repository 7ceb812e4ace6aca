/**
 * Where models are registered: in the embedded registry, and with MLFLOW_TRACKING_URI in step with the server that it
 * names, so that several homes share their models there. See docs/decisions/0009.
 */

import type { ModelRegistry } from '@waymark/contracts';
import type { MlflowSettings, RegistryNotice } from '@waymark/mlflow';
import type { Progress } from '@waymark/pipeline';
import { FileModelRegistry } from '@waymark/registry';

export interface RegistryContext {
  readonly home: string;
  /** Undefined: the embedded registry alone. */
  readonly mlflow: MlflowSettings | undefined;
  /** Made when there is something to say. */
  readonly progress: () => Progress;
}

/** @throws `MLFLOW_PEM_UNREADABLE`, `MLFLOW_OPTIONS_INVALID`. The server is not asked anything yet. */
export async function openRegistry({ home, mlflow, progress }: RegistryContext): Promise<ModelRegistry> {
  if (!mlflow) return new FileModelRegistry(home);
  // Loaded when it is used: its HTTP library takes 100 ms.
  const { MlflowClient, readClientOptions, SyncedModelRegistry } = await import('@waymark/mlflow');
  return new SyncedModelRegistry({
    client: new MlflowClient(await readClientOptions(mlflow)),
    home,
    experimentName: mlflow.experimentName,
    onNotice: (notice) => progress().note(describe(notice)),
  });
}

function describe(notice: RegistryNotice): string {
  if (notice.kind === 'back') return 'MLflow has the registry’s changes now';
  if (notice.kind === 'dropped')
    return `warning: MLflow's aliases of ${notice.model} stay, '${notice.reason}' came too late: ${notice.error.message}`;
  return `warning: MLflow does not share the registry now, what is known here is in force: ${notice.error.message}`;
}
