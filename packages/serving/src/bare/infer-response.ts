/** The answer to an inference request to a bare model: as JSON, with bytes after it, or as the highest classes. */

import type { NamedTensor } from '../engine/named-tensor.js';
import { sizeOf } from '../engine/named-tensor.js';
import { encodeTexts } from '../protocols/open-inference/binary-tensor.js';
import { classify } from '../protocols/open-inference/classification.js';
import type { FormedResponse } from '../protocols/open-inference/formed-response.js';
import type { RequestedOutput } from '../protocols/open-inference/requested-outputs.js';
import type { TensorRequest } from './infer-request.js';
import type { ScoredTensors } from './tensor-scorer.js';
import { renderValue, valuesOf } from './tensor-values.js';

export function renderTensorResponse(
  scored: ScoredTensors,
  { id, outputs, forms }: Pick<TensorRequest, 'id' | 'outputs' | 'forms'>,
): FormedResponse {
  const tail: Uint8Array[] = [];
  const asked = forms ?? outputs.map((index) => ({ index, isBinary: false, classCount: undefined }));
  const rendered = asked.map((form) => {
    const tensor = formedTensor(scored, form);
    if (!form.isBinary) return `{${renderHead(tensor)},"data":[${renderData(tensor)}]}`;
    const bytes = bytesOf(tensor);
    tail.push(bytes);
    return `{${renderHead(tensor)},"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  const { model, version } = scored.served;
  const echo = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  const json = `{"model_name":"${model}","model_version":"${version}",${echo}"outputs":[${rendered.join(',')}]}`;
  return { json, tail };
}

/** The output itself, or its highest classes. */
export function formedTensor(
  { served, outputs }: ScoredTensors,
  { index, classCount }: RequestedOutput,
): NamedTensor {
  const tensor = outputs[index];
  if (!tensor) throw new TypeError(`a request names known outputs only, got ${index}`);
  if (classCount === undefined) return tensor;
  const rows = served.signature.hasBatch ? (tensor.shape[0] ?? 1) : 1;
  const width = sizeOf(tensor.shape) / rows;
  const count = Math.min(classCount, width);
  const labels = served.labels.get(tensor.name) ?? [];
  const data = classify(
    Float64Array.from(valuesOf(tensor), Number),
    { firstRow: 0, rows, width },
    { count, labels },
  );
  return {
    name: tensor.name,
    datatype: 'BYTES',
    shape: served.signature.hasBatch ? [rows, count] : [count],
    data,
  };
}

/** As the binary extension has it. */
export function bytesOf({ data }: NamedTensor): Uint8Array {
  return data instanceof Uint8Array ? data : encodeTexts(data);
}

function renderHead({ name, datatype, shape }: NamedTensor): string {
  return `"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join(',')}]`;
}

function renderData(tensor: NamedTensor): string {
  const values = valuesOf(tensor);
  let text = '';
  for (let i = 0; i < values.length; i++) text += `${i === 0 ? '' : ','}${renderValue(values[i])}`;
  return text;
}
