/**
 * A batch as one ArrayBuffer and one table of strings, as a message between processes wants it. Each column is a slice that
 * starts at a multiple of 8 bytes, so that it is viewed and never copied; text is a 32-bit index into the table, and a value
 * that repeats travels once.
 */

import type { TensorHead } from './named-tensor.js';
import type { ExactCell, RequestRows, TensorData, TensorLayout } from './tensor-layout.js';

export interface PackedBatch {
  readonly rows: number;
  readonly buffer: ArrayBuffer;
  /** The bytes in place of `buffer`, in parts: on its way to a worker nothing large is copied to be put together. */
  readonly pieces?: readonly Uint8Array[];
  readonly strings: readonly string[];
  /** What the batch holds, where no layout tells it: `tensor-batch.ts`. */
  readonly tensors?: readonly TensorHead[];
}

/** Packs the rows of several requests, one after the other. Each input has one value a row. */
export function packRequests(
  layouts: readonly TensorLayout[],
  requests: readonly RequestRows[],
): PackedBatch {
  const rows = requests.reduce((sum, request) => sum + request.rows, 0);
  const { buffer, views } = slicesOf(layouts, rows);
  const table = new StringTable();
  const width = layouts.length;
  let row = 0;
  for (const { rows: count, cells } of requests) {
    for (let i = 0; i < count; i++, row++) {
      for (let column = 0; column < width; column++)
        packCell(views[column], row, cells[i * width + column] ?? null, table);
    }
  }
  return { rows, buffer, strings: table.strings };
}

/** The bytes of a batch in one buffer. */
export function bufferOf({ buffer, pieces }: PackedBatch): ArrayBuffer {
  if (!pieces) return buffer;
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.buffer;
}

/** Packs tensors as onnxruntime gave them; `tensors` is in the order of `layouts`. */
export function packTensors(
  layouts: readonly TensorLayout[],
  tensors: readonly TensorData[],
  rows: number,
): PackedBatch {
  const slices = slicesOf(layouts, rows);
  const table = new StringTable();
  slices.views.forEach((view, column) => {
    const data = tensors[column] ?? [];
    if (view instanceof Uint32Array) view.set(textOf(data).map((text) => table.indexOf(text)));
    else if (view instanceof BigInt64Array && data instanceof BigInt64Array) view.set(data);
    else if (!(view instanceof BigInt64Array)) view.set(numbersOf(data));
  });
  return { rows, buffer: slices.buffer, strings: table.strings };
}

/** The tensors of a batch, in the order of `layouts`. Numbers are views on the batch's buffer. */
export function unpackTensors(layouts: readonly TensorLayout[], batch: PackedBatch): readonly TensorData[] {
  return slicesOf(layouts, batch.rows, batch.buffer).views.map((view) =>
    view instanceof Uint32Array ? textAt(view, batch.strings) : view,
  );
}

type View = Float32Array | Float64Array | BigInt64Array | Uint32Array;

const viewTypes = {
  FP32: Float32Array,
  FP64: Float64Array,
  INT64: BigInt64Array,
  BYTES: Uint32Array,
} as const;

const alignment = 8;

function slicesOf(layouts: readonly TensorLayout[], rows: number, received?: ArrayBuffer) {
  const offsets: number[] = [];
  let length = 0;
  for (const { datatype, width } of layouts) {
    offsets.push(length);
    const bytes = rows * width * viewTypes[datatype].BYTES_PER_ELEMENT;
    length += Math.ceil(bytes / alignment) * alignment;
  }
  const buffer = received ?? new ArrayBuffer(length);
  const views = layouts.map(
    ({ datatype, width }, i): View => new viewTypes[datatype](buffer, offsets[i] ?? 0, rows * width),
  );
  return { buffer, views };
}

class StringTable {
  readonly strings: string[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.strings.length);
    return this.strings.push(text) - 1;
  }
}

/** Inside the graph missing text is the empty string, and a missing number NaN; an INT64 column has none. */
function packCell(view: View | undefined, row: number, cell: ExactCell, table: StringTable): void {
  if (view instanceof Uint32Array) view[row] = table.indexOf(String(cell ?? ''));
  else if (view instanceof BigInt64Array) view[row] = BigInt(cell ?? 0);
  else if (view) view[row] = Number(cell ?? Number.NaN);
}

/** A plain loop: `Array.from` on a typed array goes through its iterator, which takes five times as long. */
function textAt(indices: Uint32Array, strings: readonly string[]): readonly string[] {
  const texts: string[] = new Array(indices.length);
  for (let i = 0; i < indices.length; i++) texts[i] = strings[indices[i] ?? 0] ?? '';
  return texts;
}

function textOf(data: TensorData): readonly string[] {
  return Array.isArray(data) ? data : [];
}

function numbersOf(data: TensorData): ArrayLike<number> {
  return data instanceof Float32Array || data instanceof Float64Array ? data : [];
}
