/**
 * The answer to an inference request (inference_rest.md, "Inference Response JSON Object"), written by hand: a response
 * has few distinct parts, and this is on the path of every request. The ids of the predictions come as a parameter,
 * joined by commas, since the protocol's parameters are scalars.
 */

import type { TensorData } from '../../engine/tensor-layout.js';
import type { ScoredRows } from '../../scoring/scored-rows.js';
import type { InferRequest } from './infer-request.js';

/** JSON text. Float32 values are written as the doubles that they are, so that no bit is lost. */
export function renderInferResponse(scored: ScoredRows, { id, outputs }: InferRequest): string {
  const { served, ids } = scored;
  const echo = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  let tensors = '';
  for (const index of outputs) tensors += `${tensors === '' ? '' : ','}${renderOutput(scored, index)}`;
  return `{"model_name":"${served.model}","model_version":"${served.version}",${echo}"parameters":{"prediction_ids":"${ids.join(',')}"},"outputs":[${tensors}]}`;
}

function renderOutput({ served, tensors, rows, firstRow }: ScoredRows, index: number): string {
  const layout = served.contract.outputs[index];
  const data = tensors[index];
  if (!layout || !data) throw new TypeError(`a request names known outputs only, got ${index}`);
  const { name, datatype, width } = layout;
  const shape = width === 1 ? rows : `${rows},${width}`;
  const values: string[] = [];
  for (let i = firstRow * width; i < (firstRow + rows) * width; i++) values.push(renderValue(data[i]));
  return `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape}],"data":[${values.join(',')}]}`;
}

/** JSON has no NaN and no infinity, and JSON.stringify no big integers. */
function renderValue(value: TensorData[number] | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}
