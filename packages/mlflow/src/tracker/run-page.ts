/** Links to MLflow's own pages. */

import type { MlflowClient } from '../client/mlflow-client.js';

/** MLflow 3 opens its pages for language models unless a link says otherwise; older ones ignore it. */
const trainingPages = 'workflowType=machine_learning';

/** The page of a run. */
export function runPage({ url }: MlflowClient, experimentId: string, runId: string): string {
  return `${url}/#/experiments/${experimentId}/runs/${runId}?${trainingPages}`;
}
