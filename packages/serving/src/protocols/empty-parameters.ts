/** The parameters that MLflow and Vertex AI send beside the rows: models here take none. */

import { isJsonObject } from './problems.js';

/** What is wrong with the parameters; undefined when there are none. */
export function parametersProblem(name: string, parameters: unknown): string | undefined {
  if (parameters === undefined || parameters === null) return undefined;
  if (isJsonObject(parameters) && Object.keys(parameters).length === 0) return undefined;
  return `${name} must be empty or left out: the model takes no parameters`;
}
