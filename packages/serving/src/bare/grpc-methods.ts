/** The methods of `inference.GRPCInferenceService` for bare models: what REST answers under /v2, from the same parts. */

import type { RequestTerms } from '../engine/request-queue.js';
import type { NamedTensor } from '../engine/tensor-batch.js';
import { inferRequestBody, isRaw } from '../grpc/infer-request.js';
import type {
  ModelControlRequest,
  ModelInferRequest,
  ModelInferResponse,
  ModelQuestion,
  RepositoryQuestion,
} from '../grpc/messages.js';
import { aboutServer, orAny } from '../grpc/open-inference-methods.js';
import { scalarsOf } from '../grpc/parameters.js';
import { typedContents } from '../grpc/tensor-contents.js';
import type { Answers } from '../grpc/unary-method.js';
import { withAsked } from '../http/request-terms.js';
import { requireModelControl } from '../protocols/open-inference/model-repository.js';
import { modelStatistics } from '../protocols/open-inference/model-statistics.js';
import { parseTensorRequest, type TensorRequest } from './infer-request.js';
import { bytesOf, formedTensor } from './infer-response.js';
import { bareConfig, bareMetadata } from './model-description.js';
import type { BareRouteOptions } from './open-inference-routes.js';
import { bareIndex, loadBare, unloadBare } from './repository.js';
import type { ScoredTensors } from './tensor-scorer.js';
import { valuesOf } from './tensor-values.js';

export function bareMethods(options: BareRouteOptions): Answers {
  return { ...aboutServer(options), ...aboutModels(options), ...repository(options) };
}

function aboutModels(options: BareRouteOptions) {
  const { hosts, statistics, isReady } = options;
  const served = ({ name, version }: ModelQuestion) => hosts.serving(name, orAny(version));
  const versionsOf = ({ name }: ModelQuestion) => hosts.host(name).versions;
  return {
    ModelReady: ({ name, version }: ModelQuestion) => {
      const isServed = hosts.served.some(
        (known) => known.model === name && (version === '' || version === String(known.version)),
      );
      return { ready: isServed && isReady() };
    },
    ModelMetadata: (asked: ModelQuestion) => bareMetadata(served(asked), versionsOf(asked)),
    ModelConfig: (asked: ModelQuestion) => ({ config: bareConfig(served(asked), versionsOf(asked)) }),
    ModelStatistics: (asked: ModelQuestion) =>
      modelStatistics(asked.name === '' ? hosts.served : [served(asked)], statistics),
    ModelInfer: (message: ModelInferRequest, terms: () => RequestTerms) => infer(message, terms(), options),
  } satisfies Answers;
}

function repository({ hosts, modelControl }: BareRouteOptions) {
  return {
    RepositoryIndex: ({ ready }: RepositoryQuestion) => ({ models: bareIndex(hosts, { ready }) }),
    RepositoryModelLoad: ({ model_name: model, parameters }: ModelControlRequest) => {
      requireModelControl(modelControl);
      return loadBare(hosts, model, { parameters: scalarsOf(parameters) });
    },
    RepositoryModelUnload: ({ model_name: model }: ModelControlRequest) => {
      requireModelControl(modelControl);
      return unloadBare(hosts, model);
    },
  } satisfies Answers;
}

/** Nothing is ever missing: NaN stays NaN. */
const noColumns = { inputs: [], inputIndex: new Map<string, number>() };

async function infer(
  message: ModelInferRequest,
  terms: RequestTerms,
  { hosts, limits, scorer }: BareRouteOptions,
): Promise<ModelInferResponse> {
  const served = hosts.serving(message.model_name, orAny(message.model_version));
  const asked = parseTensorRequest(inferRequestBody(message, noColumns), served, limits);
  return response(await scorer.score(served, asked, withAsked(terms, asked.terms)), asked, isRaw(message));
}

function response(
  scored: ScoredTensors,
  { id, outputs, forms }: TensorRequest,
  isRawAnswer: boolean,
): ModelInferResponse {
  const asked = forms ?? outputs.map((index) => ({ index, isBinary: isRawAnswer, classCount: undefined }));
  const tensors = asked.map((form) => formedTensor(scored, form));
  // FP16 has no field of its own: all go as bytes then.
  const areRaw = isRawAnswer || tensors.some(({ datatype }) => datatype === 'FP16');
  return {
    model_name: scored.served.model,
    model_version: String(scored.served.version),
    id: id ?? '',
    parameters: {},
    outputs: tensors.map((tensor) => ({
      ...headOf(tensor),
      ...(areRaw ? {} : { contents: contentsOf(tensor) }),
    })),
    raw_output_contents: areRaw ? tensors.map(bytesOf) : [],
  };
}

function headOf({ name, datatype, shape }: NamedTensor) {
  return { name, datatype, shape };
}

function contentsOf(tensor: NamedTensor) {
  return typedContents(tensor.datatype, Array.from(valuesOf(tensor)));
}
