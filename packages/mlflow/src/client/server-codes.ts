/** Asking an error for MLflow's own code: https://mlflow.org/docs/latest/rest-api.html lists none, the protobufs do. */

import { MlflowError } from '../mlflow-error.js';

type ServerCode = 'RESOURCE_ALREADY_EXISTS' | 'RESOURCE_DOES_NOT_EXIST';

/** Whether the server refused with this code. */
export function saysServer(error: unknown, serverCode: ServerCode): boolean {
  return error instanceof MlflowError && error.failure.serverCode === serverCode;
}
