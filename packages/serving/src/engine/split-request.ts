/**
 * A request with more rows than a batch, in parts: it takes its turns beside the others, and no run takes longer than a
 * full batch does. The parts' outputs are put together again in the order of the rows.
 */

import type { RequestOutputs, RequestRows, TensorData, TensorLayout } from './tensor-layout.js';

/** Parts of at most `maxRows` rows; `width` is the number of cells in a row. */
export function splitRequest(
  { rows, cells }: RequestRows,
  width: number,
  maxRows: number,
): readonly RequestRows[] {
  const parts: RequestRows[] = [];
  for (let start = 0; start < rows; start += maxRows) {
    const end = Math.min(start + maxRows, rows);
    parts.push({ rows: end - start, cells: cells.slice(start * width, end * width) });
  }
  return parts;
}

/** The outputs of the parts as those of one request. `parts` and `outputs` belong together by position. */
export function joinOutputs(
  layouts: readonly TensorLayout[],
  parts: readonly RequestRows[],
  outputs: readonly RequestOutputs[],
): RequestOutputs {
  const tensors = layouts.map(({ width }, index) =>
    joinTensors(
      outputs.map(({ tensors: ofPart, firstRow }, part) => {
        const rows = parts[part]?.rows ?? 0;
        return (ofPart[index] ?? []).slice(firstRow * width, (firstRow + rows) * width);
      }),
    ),
  );
  return { tensors, firstRow: 0 };
}

function joinTensors(slices: readonly TensorData[]): TensorData {
  const [first] = slices;
  const length = slices.reduce((total, slice) => total + slice.length, 0);
  // Safe: an output has one datatype in all batches.
  if (first instanceof BigInt64Array)
    return concatenate(new BigInt64Array(length), slices as readonly BigInt64Array[]);
  if (first instanceof Float32Array)
    return concatenate(new Float32Array(length), slices as readonly Float32Array[]);
  if (first instanceof Float64Array)
    return concatenate(new Float64Array(length), slices as readonly Float64Array[]);
  return (slices as readonly (readonly string[])[]).flat();
}

interface Settable {
  readonly length: number;
  set(source: this, offset: number): void;
}

function concatenate<T extends Settable>(joined: T, slices: readonly T[]): T {
  let offset = 0;
  for (const slice of slices) {
    joined.set(slice, offset);
    offset += slice.length;
  }
  return joined;
}
