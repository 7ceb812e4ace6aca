/**
 * What a tensor of a model looks like on its way to the worker and back: its name, its Open Inference Protocol
 * datatype and how many values each row has. Only the rows of a batch vary in number; ragged tensors are left out.
 */

import type { TensorSpec } from '@waymark/contracts';

export type Datatype = TensorSpec['datatype'];

export interface TensorLayout {
  readonly name: string;
  readonly datatype: Datatype;
  /** Values in each row: 1 for `[N]`, 2 for `[N, 2]`. */
  readonly width: number;
}

/** A tensor's values, row-major, as onnxruntime takes and gives them. */
export type TensorData = Float32Array | Float64Array | BigInt64Array | readonly string[];

/** One value as it came over the wire: missing is null. */
export type Cell = string | number | null;

/** A cell, or a whole number that JSON would round; only binary tensors bring those. */
export type ExactCell = Cell | bigint;

/** Rows that one request asks for: all that is kept of its body. */
export interface RequestRows {
  readonly rows: number;
  /** Row by row, in the order of the model's inputs; each cell has been checked against its input. */
  readonly cells: readonly ExactCell[];
}

/** Where a request's outputs are: `rows` rows from `firstRow` on in the tensors of its batch. */
export interface RequestOutputs {
  readonly tensors: readonly TensorData[];
  readonly firstRow: number;
}

/** The layout of a tensor whose first dimension is the rows. */
export function layoutOf({ name, datatype, shape }: TensorSpec): TensorLayout {
  return { name, datatype, width: shape.slice(1).reduce((width, size) => width * size, 1) };
}
