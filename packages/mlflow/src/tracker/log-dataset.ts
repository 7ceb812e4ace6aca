/** The data set of a run. Servers before MLflow 2.4 know none: their runs have its hash as a tag all the same. */

import type { MlflowClient } from '../client/mlflow-client.js';
import { MlflowError } from '../mlflow-error.js';
import { datasetOf } from './run-entries.js';

/** The same data set again changes nothing. */
export async function logDataset(
  client: MlflowClient,
  runId: string,
  facts: Parameters<typeof datasetOf>[0],
): Promise<void> {
  try {
    await client.runData.logInputs({ run_id: runId, datasets: [datasetOf(facts)] });
  } catch (error) {
    if (!(error instanceof MlflowError && error.code === 'MLFLOW_UNSUPPORTED')) throw error;
  }
}
