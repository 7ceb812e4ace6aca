/**
 * What the protocols ask of a server's models, whichever they are: the bundles of projects (`hosted-projects.ts`), or
 * graphs of which nothing else is known (`bare/hosted-bare-models.ts`). Routes over it serve both. How a request is scored
 * is not here but in `model-scoring.ts`: rows and tensors have no form in common.
 */

import type { TensorDatatype } from '../engine/named-tensor.js';
import type { RefusedVersion } from '../host/model-status.js';
import type { CountedModel } from '../host/served-model.js';

/** What of a model takes traffic, and why the rest does not. */
export interface ModelState {
  readonly model: string;
  /** That take traffic, ascending. */
  readonly versions: readonly CountedModel[];
  readonly refused: readonly RefusedVersion[];
  /** Why nothing of it can be loaded. */
  readonly problem?: string | undefined;
  /** Whether a client asked that the model is not served. */
  readonly isUnloaded: boolean;
}

export interface DescribedTensor {
  readonly name: string;
  readonly datatype: TensorDatatype;
  /** -1 is open. */
  readonly shape: readonly number[];
}

/** What a graph takes and gives. */
export interface GraphTensors {
  readonly inputs: readonly DescribedTensor[];
  readonly outputs: readonly DescribedTensor[];
}

/** inference_rest.md, "Model Metadata". */
export interface ModelMetadata extends GraphTensors {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
}

/** What a path says of the model that it means. */
export interface ModelPath {
  readonly model: string;
  readonly version?: string | undefined;
  readonly label?: string | undefined;
}

/** Of the parameters of a route with `:model` in its path. */
export function pathOf(params: unknown): ModelPath {
  // Safe: Fastify fills in what the route's path names.
  return params as ModelPath;
}

export interface HostedModels {
  readonly names: readonly string[];
  /** Every version that takes traffic. */
  readonly served: readonly CountedModel[];
  /** Every model, whether it takes traffic or not. */
  readonly states: readonly ModelState[];
  /** Where their files come from. */
  readonly source: 'registry' | 'folder';
  /** Names of loaded versions that paths may have; empty where there are none. */
  readonly labels: readonly string[];
  /**
   * The version of the path, else the one that serves.
   * @throws `MODEL_UNKNOWN`, `MODEL_NOT_READY`, `MODEL_UNLOADED`, `MODEL_VERSION_UNKNOWN`, `MODEL_LABEL_UNKNOWN`; so do
   * the three below.
   */
  serving(path: ModelPath): CountedModel;
  tensors(path: ModelPath): GraphTensors;
  metadata(path: ModelPath): ModelMetadata;
  /** Triton's JSON form (extension_model_configuration.md). */
  config(path: ModelPath): object;
  /** For people. @throws `MODEL_UNKNOWN`. */
  describe(model: string): object;
  /** Looks for its files now, and answers when it serves. @throws `MODEL_CONTROL_REFUSED` with the reason. */
  load(model: string): Promise<void>;
  /** Requests under way are answered. @throws `MODEL_CONTROL_REFUSED`. */
  unload(model: string): Promise<void>;
}
