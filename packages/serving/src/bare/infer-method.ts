/** ModelInfer for bare models: tensors that their signatures check, as over REST. */

import type { NamedTensor } from '../engine/named-tensor.js';
import type { RequestTerms } from '../engine/request-queue.js';
import { inferRequestBody, isRaw } from '../grpc/infer-request.js';
import type { ModelInferRequest, ModelInferResponse } from '../grpc/messages.js';
import type { InferMessage } from '../grpc/open-inference-methods.js';
import { orAny } from '../grpc/parameters.js';
import { typedContents } from '../grpc/tensor-contents.js';
import { withAsked } from '../http/request-terms.js';
import { parseTensorRequest, type TensorRequest } from './infer-request.js';
import { bytesOf, formedTensor } from './infer-response.js';
import type { BareInferOptions } from './infer-route.js';
import type { ScoredTensors } from './tensor-scorer.js';
import { valuesOf } from './tensor-values.js';

export function bareInferMethod(options: BareInferOptions): InferMessage {
  return (message, terms) => infer(message, terms(), options);
}

/** Nothing is ever missing: NaN stays NaN. */
const noColumns = { inputs: [], inputIndex: new Map<string, number>() };

async function infer(
  message: ModelInferRequest,
  terms: RequestTerms,
  { hosts, limits, scorer }: BareInferOptions,
): Promise<ModelInferResponse> {
  const served = hosts.serving(message.model_name, orAny(message.model_version));
  const body = inferRequestBody(message, noColumns);
  const asked = parseTensorRequest(body, served, { ...limits, hasInfinities: true });
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
