/**
 * The methods of `inference.GRPCInferenceService`, whichever models are hosted: what REST answers under /v2, from the same
 * parts. ModelReady answers false for what is unknown, as Triton does; every other method, NOT_FOUND.
 */

import type { RequestTerms } from '../engine/request-queue.js';
import type { ModelPath } from '../protocols/hosted-models.js';
import { serverMetadata } from '../protocols/open-inference/metadata.js';
import {
  loadModel,
  repositoryIndex,
  requireModelControl,
} from '../protocols/open-inference/model-repository.js';
import { modelStatistics } from '../protocols/open-inference/model-statistics.js';
import type { OpenInferenceOptions } from '../protocols/open-inference/routes.js';
import type { Answers, ServiceAnswers } from './answer-message.js';
import type {
  ModelControlRequest,
  ModelInferRequest,
  ModelInferResponse,
  ModelQuestion,
  RepositoryQuestion,
} from './messages.js';
import { orAny, scalarsOf } from './parameters.js';

/** How the models of a server are asked. */
export type InferMessage = (
  message: ModelInferRequest,
  terms: () => RequestTerms,
) => Promise<ModelInferResponse>;

export function openInferenceMethods(options: OpenInferenceOptions, infer: InferMessage): ServiceAnswers {
  return { ...aboutServer(options), ...aboutModels(options), ...repository(options), ModelInfer: infer };
}

function aboutServer({ serverVersion, isReady }: OpenInferenceOptions) {
  return {
    ServerLive: () => ({ live: true }),
    ServerReady: () => ({ ready: isReady() }),
    ServerMetadata: () => serverMetadata(serverVersion),
  } satisfies Answers;
}

function aboutModels({ models, statistics, isReady }: OpenInferenceOptions) {
  return {
    ModelReady: ({ name, version }: ModelQuestion) => {
      const isServed = models.served.some(
        (known) => known.model === name && (version === '' || version === String(known.version)),
      );
      return { ready: isServed && isReady() };
    },
    ModelMetadata: (asked: ModelQuestion) => models.metadata(pathOf(asked)),
    ModelConfig: (asked: ModelQuestion) => ({ config: models.config(pathOf(asked)) }),
    ModelStatistics: (asked: ModelQuestion) =>
      modelStatistics(asked.name === '' ? models.served : [models.serving(pathOf(asked))], statistics),
  } satisfies Answers;
}

function pathOf({ name, version }: ModelQuestion): ModelPath {
  return { model: name, version: orAny(version) };
}

function repository({ models, modelControl }: OpenInferenceOptions) {
  return {
    RepositoryIndex: ({ ready }: RepositoryQuestion) => ({ models: repositoryIndex(models, { ready }) }),
    RepositoryModelLoad: ({ model_name: model, parameters }: ModelControlRequest) => {
      requireModelControl(modelControl);
      return loadModel(models, model, { parameters: scalarsOf(parameters) });
    },
    RepositoryModelUnload: ({ model_name: model }: ModelControlRequest) => {
      requireModelControl(modelControl);
      return models.unload(model);
    },
  } satisfies Answers;
}
