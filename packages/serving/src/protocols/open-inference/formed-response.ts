/**
 * The answer to a request that asked for some outputs in another form than plain JSON: as bytes after the JSON
 * (extension_binary_data.md), or as the highest classes of each row.
 */

import type { TensorData, TensorLayout } from '../../engine/tensor-layout.js';
import type { ScoredRows } from '../../scoring/scored-rows.js';
import { encodeTensor, type RowRange } from './binary-tensor.js';
import { classify } from './classification.js';
import { renderLayout, renderResponse, renderTensor } from './infer-response.js';
import type { RequestedOutput } from './requested-outputs.js';

export interface FormedResponse {
  readonly json: string;
  /** What follows the JSON; empty where no output is binary. */
  readonly tail: readonly Uint8Array[];
}

export function renderFormedResponse(
  scored: ScoredRows,
  id: string | undefined,
  forms: readonly RequestedOutput[],
): FormedResponse {
  const tail: Uint8Array[] = [];
  const rendered = forms.map((form) => {
    const { layout, data, range } = formedTensor(scored, form);
    if (!form.isBinary) return renderTensor(layout, data, range);
    const bytes = encodeTensor(layout, data, range);
    tail.push(bytes);
    return `{${renderLayout(layout, range.rows)},"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  return { json: renderResponse(scored, id, rendered.join(',')), tail };
}

/** An output as it was asked for. */
export interface FormedTensor {
  readonly layout: TensorLayout;
  readonly data: TensorData;
  readonly range: RowRange;
}

/** The output itself, or its highest classes. */
export function formedTensor(scored: ScoredRows, { index, classCount }: RequestedOutput): FormedTensor {
  const { served, tensors, firstRow, rows } = scored;
  const { outputs, probabilitiesOutput, classes } = served.contract;
  const layout = outputs[index];
  const data = tensors[index];
  if (!layout || !data) throw new TypeError(`a request names known outputs only, got ${index}`);
  const range = { firstRow, rows };
  if (classCount === undefined) return { layout, data, range };
  const labels = index === probabilitiesOutput ? classes : [];
  return {
    layout: { name: layout.name, datatype: 'BYTES', width: classCount },
    data: classify(data, { ...range, width: layout.width }, { count: classCount, labels }),
    range: { firstRow: 0, rows },
  };
}
