/**
 * The answer to an inference request as its message: typed values, or raw ones where the request's were raw. Outputs
 * that were asked for as classes are those classes in both forms (extension_classification.md).
 */

import { encodeTensor } from '../protocols/open-inference/binary-tensor.js';
import { formedTensor } from '../protocols/open-inference/formed-response.js';
import type { InferRequest } from '../protocols/open-inference/infer-request.js';
import type { ScoredRows } from '../scoring/scored-rows.js';
import type { ModelInferResponse } from './messages.js';
import { encodeContents } from './tensor-contents.js';

export interface InferResponseOptions {
  readonly isRaw: boolean;
}

export function inferResponse(
  scored: ScoredRows,
  { id, outputs, forms }: InferRequest,
  { isRaw }: InferResponseOptions,
): ModelInferResponse {
  const asked = forms ?? outputs.map((index) => ({ index, isBinary: isRaw, classCount: undefined }));
  const tensors = asked.map((form) => formedTensor(scored, form));
  return {
    model_name: scored.served.model,
    model_version: String(scored.served.version),
    id: id ?? '',
    parameters: { prediction_ids: { string_param: scored.ids.join(',') } },
    outputs: tensors.map(({ layout, data, range }) => ({
      name: layout.name,
      datatype: layout.datatype,
      shape: layout.width === 1 ? [range.rows] : [range.rows, layout.width],
      ...(isRaw ? {} : { contents: encodeContents(layout, data, range) }),
    })),
    raw_output_contents: isRaw
      ? tensors.map(({ layout, data, range }) => encodeTensor(layout, data, range))
      : [],
  };
}
