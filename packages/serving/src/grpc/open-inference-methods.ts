/**
 * The methods of `inference.GRPCInferenceService`: what REST answers under /v2, from the same parts. ModelReady answers
 * false for what is unknown, as Triton does; every other method, NOT_FOUND.
 */

import type { RequestTerms } from '../engine/request-queue.js';
import { withAsked } from '../http/request-terms.js';
import { parseInferRequest } from '../protocols/open-inference/infer-request.js';
import { modelMetadata, serverMetadata } from '../protocols/open-inference/metadata.js';
import { modelConfig } from '../protocols/open-inference/model-config.js';
import {
  loadModel,
  repositoryIndex,
  requireModelControl,
  unloadModel,
} from '../protocols/open-inference/model-repository.js';
import { modelStatistics } from '../protocols/open-inference/model-statistics.js';
import type { OpenInferenceOptions } from '../protocols/open-inference/routes.js';
import { inferRequestBody, isRaw } from './infer-request.js';
import { inferResponse } from './infer-response.js';
import type {
  ModelControlRequest,
  ModelInferRequest,
  ModelInferResponse,
  ModelQuestion,
  RepositoryQuestion,
} from './messages.js';
import { scalarsOf } from './parameters.js';
import type { Answers, CallObservers } from './unary-method.js';

export type OpenInferenceMethodsOptions = OpenInferenceOptions & CallObservers;

export function openInferenceMethods(options: OpenInferenceMethodsOptions): Answers {
  return { ...aboutServer(options), ...aboutModels(options), ...repository(options) };
}

/** What every server tells of itself, whatever its models are. */
export function aboutServer({
  serverVersion,
  isReady,
}: Pick<OpenInferenceOptions, 'serverVersion' | 'isReady'>) {
  return {
    ServerLive: () => ({ live: true }),
    ServerReady: () => ({ ready: isReady() }),
    ServerMetadata: () => serverMetadata(serverVersion),
  } satisfies Answers;
}

function aboutModels(options: OpenInferenceOptions) {
  const { hosts, limits, statistics, isReady } = options;
  const served = ({ name, version }: ModelQuestion) => hosts.serving(name, orAny(version));
  return {
    ModelReady: ({ name, version }: ModelQuestion) => {
      const isServed = hosts.served.some(
        (known) => known.model === name && (version === '' || version === String(known.version)),
      );
      return { ready: isServed && isReady() };
    },
    ModelMetadata: (asked: ModelQuestion) => modelMetadata(served(asked)),
    ModelConfig: (asked: ModelQuestion) => ({ config: modelConfig(served(asked), limits.maxRequestRows) }),
    ModelStatistics: (asked: ModelQuestion) =>
      modelStatistics(asked.name === '' ? hosts.served : [served(asked)], statistics),
    ModelInfer: (message: ModelInferRequest, terms: () => RequestTerms) => infer(message, terms(), options),
  } satisfies Answers;
}

function repository({ hosts, modelControl }: OpenInferenceOptions) {
  return {
    RepositoryIndex: ({ ready }: RepositoryQuestion) => ({ models: repositoryIndex(hosts, { ready }) }),
    RepositoryModelLoad: ({ model_name: model, parameters }: ModelControlRequest) => {
      requireModelControl(modelControl);
      return loadModel(hosts, model, { parameters: scalarsOf(parameters) });
    },
    RepositoryModelUnload: ({ model_name: model }: ModelControlRequest) => {
      requireModelControl(modelControl);
      return unloadModel(hosts, model);
    },
  } satisfies Answers;
}

async function infer(
  message: ModelInferRequest,
  terms: RequestTerms,
  { hosts, limits, scorer }: OpenInferenceOptions,
): Promise<ModelInferResponse> {
  const served = hosts.serving(message.model_name, orAny(message.model_version), {
    headers: {},
    get body() {
      return { parameters: scalarsOf(message.parameters) };
    },
  });
  const asked = parseInferRequest(inferRequestBody(message, served.contract), served.contract, limits);
  const scored = await scorer.score(served, asked, withAsked(terms, asked.terms));
  return inferResponse(scored, asked, { isRaw: isRaw(message) });
}

/** What a message leaves out is empty. */
export function orAny(version: string): string | undefined {
  return version === '' ? undefined : version;
}
