/** Inference requests of the Open Inference Protocol to bare models: tensors that their signatures check. */

import { inferHandler } from '../protocols/open-inference/infer-route.js';
import type { RequestLimits } from '../protocols/request-limits.js';
import type { BareHosts } from './bare-hosts.js';
import type { BareModel } from './bare-model.js';
import { joinTensorBody, parseTensorRequest, type TensorRequest } from './infer-request.js';
import { renderTensorResponse } from './infer-response.js';
import type { ScoredTensors, TensorScorer } from './tensor-scorer.js';

export interface BareInferOptions {
  readonly scorer: TensorScorer;
  readonly hosts: BareHosts;
  readonly limits: RequestLimits;
}

export function bareInferHandler({ hosts, limits, scorer }: BareInferOptions) {
  return inferHandler<BareModel, TensorRequest, ScoredTensors>({
    hosts,
    scorer,
    join: joinTensorBody,
    parse: (body, served) => parseTensorRequest(body, served, limits),
    render: renderTensorResponse,
  });
}
