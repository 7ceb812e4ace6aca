/**
 * A client of MLflow's REST API (https://mlflow.org/docs/latest/rest-api.html), 2.x and 3.x. Requests and answers keep
 * the API's own field names, so that its documentation applies. It leaves out traces, prompts, users and webhooks.
 */

import type { MlflowOptions } from '../transport/options.js';
import { Transport } from '../transport/transport.js';
import { Artifacts } from './artifacts.js';
import { Experiments } from './experiments.js';
import { LoggedModels } from './logged-models.js';
import { ModelVersions } from './model-versions.js';
import { RegisteredModels } from './registered-models.js';
import { RunData } from './run-data.js';
import { Runs } from './runs.js';

/**
 * Every call may throw `MLFLOW_VALUE_INVALID`, `MLFLOW_UNREACHABLE`, `MLFLOW_UNAVAILABLE`, `MLFLOW_ACCESS_DENIED`,
 * `MLFLOW_REFUSED`, `MLFLOW_UNSUPPORTED`, `MLFLOW_ANSWER_FOREIGN` or `MLFLOW_CANCELLED`.
 */
export class MlflowClient {
  /** The server's address, without credentials. */
  readonly url: string;
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly runData: RunData;
  readonly artifacts: Artifacts;
  /** MLflow 3 and later. */
  readonly loggedModels: LoggedModels;
  readonly models: RegisteredModels;
  readonly modelVersions: ModelVersions;

  readonly #options: MlflowOptions;

  /** @throws `MLFLOW_OPTIONS_INVALID` */
  constructor(options: MlflowOptions) {
    this.#options = options;
    const transport = new Transport(options);
    this.url = transport.url;
    this.experiments = new Experiments(transport);
    this.runs = new Runs(transport);
    this.runData = new RunData(transport);
    this.artifacts = new Artifacts(transport);
    this.loggedModels = new LoggedModels(transport);
    this.models = new RegisteredModels(transport);
    this.modelVersions = new ModelVersions(transport);
  }

  /** A client of the same server that waits otherwise. */
  with(changes: Pick<MlflowOptions, 'retries' | 'timeoutMs' | 'signal'>): MlflowClient {
    return new MlflowClient({ ...this.#options, ...changes });
  }
}
