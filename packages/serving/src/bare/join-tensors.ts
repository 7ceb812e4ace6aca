/** Tensors of several requests as those of one batch, and the batch's outputs as those of each request. */

import { type NamedTensor, sizeOf, type TensorHead } from '../engine/named-tensor.js';
import { alignment, type TensorBatch } from '../engine/tensor-batch.js';

export interface TensorRows {
  readonly rows: number;
  /** In the order of the model's inputs. */
  readonly inputs: readonly NamedTensor[];
}

/**
 * The requests' tensors one after the other, none of them copied. All have the same inputs, and shapes that differ in the
 * first dimension only; one alone may have any.
 */
export function joinRequests(requests: readonly TensorRows[]): TensorBatch {
  const rows = requests.reduce((sum, request) => sum + request.rows, 0);
  const pieces: Uint8Array[] = [];
  const strings: string[] = [];
  const isAlone = requests.length === 1;
  const tensors = (requests[0]?.inputs ?? []).map(({ name, datatype, shape }, i): TensorHead => {
    let length = 0;
    for (const { inputs } of requests) {
      const data = inputs[i]?.data ?? [];
      if (data instanceof Uint8Array) {
        pieces.push(data);
        length += data.length;
      } else for (const text of data) strings.push(text);
    }
    pieces.push(padding.subarray(0, (alignment - (length % alignment)) % alignment));
    return { name, datatype, shape: isAlone ? shape : [rows, ...shape.slice(1)] };
  });
  return { rows, buffer: nothing, pieces, strings, tensors };
}

const nothing = new ArrayBuffer(0);
const padding = new Uint8Array(alignment);

/** What a batch gave as the outputs of each of its requests: views, no copies of numbers. */
export function dealOut(
  outputs: readonly NamedTensor[],
  requests: readonly TensorRows[],
): readonly (readonly NamedTensor[])[] {
  if (requests.length === 1) return [outputs];
  const total = requests.reduce((sum, { rows }) => sum + rows, 0);
  let firstRow = 0;
  return requests.map(({ rows }) => {
    const ofRequest = sliceRows(outputs, { firstRow, rows, total });
    firstRow += rows;
    return ofRequest;
  });
}

/**
 * Some rows of each tensor.
 * @param total The rows of the whole batch: a tensor with another number cannot be dealt out.
 */
export function sliceRows(
  tensors: readonly NamedTensor[],
  { firstRow, rows, total }: { readonly firstRow: number; readonly rows: number; readonly total: number },
): readonly NamedTensor[] {
  return tensors.map((tensor) => {
    const { name, shape, data } = tensor;
    if (shape[0] !== total)
      throw new TypeError(
        `output ${name} must have ${total} rows as the inputs have, got shape [${shape.join(', ')}]`,
      );
    // Bytes or texts of a row.
    const width = data instanceof Uint8Array ? data.length / total : sizeOf(shape.slice(1));
    const [start, end] = [firstRow * width, (firstRow + rows) * width];
    return {
      ...tensor,
      shape: [rows, ...shape.slice(1)],
      data: data instanceof Uint8Array ? data.subarray(start, end) : data.slice(start, end),
    };
  });
}
