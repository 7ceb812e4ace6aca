/** One inference request of the Open Inference Protocol to a bare model, from its body to its answer. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { termsOf } from '../http/request-terms.js';
import type { ModelPath } from '../protocols/hosted-models.js';
import { BinaryBody } from '../protocols/open-inference/binary-request.js';
import type { RequestLimits } from '../protocols/open-inference/infer-request.js';
import { sendFormed } from '../protocols/open-inference/infer-route.js';
import type { BareHosts } from './bare-hosts.js';
import { joinTensorBody, parseTensorRequest } from './infer-request.js';
import { renderTensorResponse } from './infer-response.js';
import type { TensorScorer } from './tensor-scorer.js';

export interface BareInferOptions {
  readonly scorer: TensorScorer;
  readonly hosts: BareHosts;
  readonly limits: RequestLimits;
}

export function bareInferHandler({ hosts, limits, scorer }: BareInferOptions) {
  // No async function: on the path of every request each of its promises counts.
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // Fastify fills in what the path names.
    const { model, version } = request.params as ModelPath;
    const served = hosts.serving(model, version);
    const { body } = request;
    const json = body instanceof BinaryBody ? joinTensorBody(body, served) : body;
    const asked = parseTensorRequest(json, served, limits);
    // Its values were copied, or are held by the request itself.
    request.body = undefined;
    return scorer
      .score(served, asked, termsOf(request, asked.terms))
      .then((scored) => sendFormed(reply, renderTensorResponse(scored, asked)));
  };
}
