/** How bare models are asked: tensors that their signatures check, whichever protocol they come by. */

import { termsOf } from '../http/request-terms.js';
import type { AskedModel, ModelScoring } from '../protocols/model-scoring.js';
import type { TensorRequest } from './infer-request.js';
import { type BareInferOptions, bareInferHandler } from './infer-route.js';
import { parseInvocation, renderInvocation } from './invocation.js';
import { barePredictHandler, renderRows } from './predict-route.js';
import { type FormOptions, parseRowsForm } from './row-forms.js';
import type { ScoredTensors } from './tensor-scorer.js';

export function bareScoring(options: BareInferOptions): ModelScoring {
  const { scorer, hosts, limits } = options;
  const score = (
    { model, body, request }: AskedModel,
    parse: (body: unknown, options: FormOptions) => TensorRequest,
  ): Promise<ScoredTensors> => {
    const served = hosts.serving(model);
    return scorer.score(served, parse(body, { served, limits }), termsOf(request));
  };
  return {
    scorer,
    infer: bareInferHandler(options),
    predict: barePredictHandler(options),
    invoke: async (asked) => renderInvocation(await score(asked, parseInvocation)),
    predictInstances: async (asked) => {
      const scored = await score(asked, (rows, formOptions) => parseRowsForm(rows, 'instances', formOptions));
      return `{"predictions":${renderRows(scored)}}`;
    },
  };
}
