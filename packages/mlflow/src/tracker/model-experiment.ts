/** The experiment of a model's runs. A new one is marked so that MLflow's pages open it at its training runs. */

import type { MlflowClient } from '../client/mlflow-client.js';

/** Without it MLflow 3 takes an experiment for one of traces, and hides the runs behind a menu. */
const tags = [{ key: 'mlflow.experimentKind', value: 'custom_model_development' }];

/** Its id. @throws `MLFLOW_EXPERIMENT_DELETED`, and what the client throws. */
export async function modelExperiment(client: MlflowClient, name: string): Promise<string> {
  return (await client.experiments.getOrCreate(name, { tags })).experiment_id;
}
