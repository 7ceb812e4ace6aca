/** Tensors of several requests as those of one batch, and the batch's outputs as those of each request. */

import { type NamedTensor, sizeOf } from '../engine/tensor-batch.js';

export interface TensorRows {
  readonly rows: number;
  /** In the order of the model's inputs. */
  readonly inputs: readonly NamedTensor[];
}

/** One request stays as it is. All have the same inputs, and shapes that differ in the first dimension only. */
export function joinInputs(requests: readonly TensorRows[]): readonly NamedTensor[] {
  const [first, ...others] = requests;
  if (!first || others.length === 0) return first?.inputs ?? [];
  const rows = requests.reduce((sum, request) => sum + request.rows, 0);
  return first.inputs.map((input, i) => {
    const parts = requests.map(({ inputs }) => inputs[i]?.data ?? []);
    return { ...input, shape: [rows, ...input.shape.slice(1)], data: joined(parts) };
  });
}

function joined(parts: readonly NamedTensor['data'][]): NamedTensor['data'] {
  const bytes = parts.filter((part) => part instanceof Uint8Array);
  return bytes.length === parts.length
    ? Buffer.concat(bytes)
    : parts.flatMap((part) => [...part].map(String));
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
