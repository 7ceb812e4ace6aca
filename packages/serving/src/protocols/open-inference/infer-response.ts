/**
 * The answer to an inference request (inference_rest.md, "Inference Response JSON Object"), written by hand: a response
 * has few distinct parts, and this is on the path of every request. The ids of the predictions come as a parameter,
 * joined by commas, since the protocol's parameters are scalars.
 */

import type { TensorData, TensorLayout } from '../../engine/tensor-layout.js';
import type { ScoredRows } from '../../scoring/scored-rows.js';
import type { RowRange } from './binary-tensor.js';
import type { InferRequest } from './infer-request.js';

/** JSON text. Float32 values are written as the doubles that they are, so that no bit is lost. */
export function renderInferResponse(scored: ScoredRows, { id, outputs }: InferRequest): string {
  const { served, tensors, probabilityTexts } = scored;
  const { outputs: layouts, probabilitiesOutput } = served.contract;
  let rendered = '';
  for (const index of outputs) {
    const layout = layouts[index];
    const data = tensors[index];
    if (!layout || !data) throw new TypeError(`a request names known outputs only, got ${index}`);
    const values =
      index === probabilitiesOutput ? probabilityTexts.join(',') : renderValues(layout, data, scored);
    rendered += `${rendered === '' ? '' : ','}{${renderLayout(layout, scored.rows)},"data":[${values}]}`;
  }
  return renderResponse(scored, id, rendered);
}

/** The response with its outputs, which are JSON objects joined by commas. */
export function renderResponse({ served, ids }: ScoredRows, id: string | undefined, outputs: string): string {
  const echo = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  return `{"model_name":"${served.model}","model_version":"${served.version}",${echo}"parameters":{"prediction_ids":"${ids.join(',')}"},"outputs":[${outputs}]}`;
}

/** An output with its values. */
export function renderTensor(layout: TensorLayout, data: TensorData, range: RowRange): string {
  return `{${renderLayout(layout, range.rows)},"data":[${renderValues(layout, data, range)}]}`;
}

function renderValues({ width }: TensorLayout, data: TensorData, { firstRow, rows }: RowRange): string {
  const values: string[] = [];
  for (let i = firstRow * width; i < (firstRow + rows) * width; i++) values.push(renderValue(data[i]));
  return values.join(',');
}

/** Name, datatype and shape of an output: what comes before its values. */
export function renderLayout({ name, datatype, width }: TensorLayout, rows: number): string {
  const shape = width === 1 ? rows : `${rows},${width}`;
  return `"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape}]`;
}

/** JSON has no NaN and no infinity, and JSON.stringify no big integers. */
function renderValue(value: TensorData[number] | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}
