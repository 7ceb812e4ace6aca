/** ModelInfer for the champions of projects: rows that their contract checks, as over REST. */

import type { RequestTerms } from '../engine/request-queue.js';
import type { ModelHosts } from '../host/model-hosts.js';
import { withAsked } from '../http/request-terms.js';
import { parseInferRequest } from '../protocols/open-inference/infer-request.js';
import type { RequestLimits } from '../protocols/request-limits.js';
import type { Scorer } from '../scoring/scorer.js';
import { inferRequestBody, isRaw } from './infer-request.js';
import { inferResponse } from './infer-response.js';
import type { ModelInferRequest, ModelInferResponse } from './messages.js';
import type { InferMessage } from './open-inference-methods.js';
import { orAny, scalarsOf } from './parameters.js';

export interface InferMethodOptions {
  readonly scorer: Scorer;
  readonly hosts: ModelHosts;
  readonly limits: RequestLimits;
}

export function inferMethod(options: InferMethodOptions): InferMessage {
  return (message, terms) => infer(message, terms(), options);
}

async function infer(
  message: ModelInferRequest,
  terms: RequestTerms,
  { hosts, limits, scorer }: InferMethodOptions,
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
