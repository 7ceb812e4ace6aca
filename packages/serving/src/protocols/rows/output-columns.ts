/**
 * The model's outputs as columns, `{"label": ["yes"], "probabilities": [[0.25, 0.75]]}`: what TensorFlow Serving and
 * MLflow's pyfunc answer. Written by hand as text: JSON.stringify knows no 64-bit integers.
 */

import type { TensorData, TensorLayout } from '../../engine/tensor-layout.js';
import type { ScoredRows, VersionOutputs } from '../../scoring/scored-rows.js';

/** JSON text. Outputs of several values a row are lists of rows; NaN and the infinities are null. */
export function renderOutputColumns({ served, tensors, rows, firstRow }: VersionOutputs): string {
  const columns = served.contract.outputs.map((layout, index) => {
    const values = Array.from({ length: rows }, (_, row) =>
      renderRow(layout, tensors[index] ?? [], firstRow + row),
    );
    return `${JSON.stringify(layout.name)}:[${values.join(',')}]`;
  });
  return `{${columns.join(',')}}`;
}

/** What every answer in columns says beside the outputs: by which ids to send labels, and who made the predictions. */
export function renderOrigin({ served, ids }: Pick<ScoredRows, 'served' | 'ids'>): string {
  return `"prediction_ids":${JSON.stringify(ids)},"model_version":"${served.version}"`;
}

function renderRow({ width }: TensorLayout, data: TensorData, row: number): string {
  const values: string[] = [];
  for (let i = row * width; i < (row + 1) * width; i++) values.push(renderValue(data[i]));
  return width === 1 ? values.join() : `[${values.join(',')}]`;
}

function renderValue(value: TensorData[number] | undefined): string {
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
}
