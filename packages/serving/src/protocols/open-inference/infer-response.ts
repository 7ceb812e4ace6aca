/**
 * The answer to an inference request (inference_rest.md, "Inference Response JSON Object"), written by hand: a response
 * has few distinct parts, and this is on the path of every request. The ids of the predictions come as a parameter,
 * joined by commas, since the protocol's parameters are scalars.
 */

import type { TensorData, TensorLayout } from '../../engine/tensor-layout.js';
import type { ScoredRows } from '../../scoring/scorer.js';
import type { InferRequest } from './infer-request.js';

/** JSON text. Float32 values are written as the doubles that they are, so that no bit is lost. */
export function renderInferResponse(scored: ScoredRows, { id, outputs }: InferRequest): string {
  const { served, ids } = scored;
  const echo = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  const tensors = outputs.map((index) => renderOutput(scored, index)).join(',');
  return (
    `{"model_name":${JSON.stringify(served.model)},"model_version":"${served.version}",${echo}` +
    `"parameters":{"prediction_ids":"${ids.join(',')}"},"outputs":[${tensors}]}`
  );
}

function renderOutput({ served, tensors, rows, firstRow }: ScoredRows, index: number): string {
  const layout = served.contract.outputs[index];
  const data = tensors[index];
  if (!layout || !data) throw new TypeError(`a request names known outputs only, got ${index}`);
  const shape = layout.width === 1 ? `${rows}` : `${rows},${layout.width}`;
  const values = renderValues(layout, data, {
    start: firstRow * layout.width,
    end: (firstRow + rows) * layout.width,
  });
  return `{"name":${JSON.stringify(layout.name)},"datatype":"${layout.datatype}","shape":[${shape}],"data":[${values}]}`;
}

function renderValues(
  { datatype }: TensorLayout,
  data: TensorData,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  let text = '';
  for (let i = start; i < end; i++) {
    const value = data[i];
    if (i > start) text += ',';
    text += datatype === 'BYTES' ? JSON.stringify(value) : renderNumber(value);
  }
  return text;
}

/** JSON has no NaN and no infinity. */
function renderNumber(value: TensorData[number] | undefined): string {
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}
