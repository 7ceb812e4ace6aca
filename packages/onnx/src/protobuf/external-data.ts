/**
 * Where large tensors lie in a second file (onnx/docs/ExternalData.md): protobuf ends at 2 GB, the second file does not.
 * Offsets are multiples of what an operating system maps into memory, so that a runtime need not copy the weights.
 */

import { externalDataInvalid } from '../errors.js';
import type { DataType } from '../graph/data-type.js';
import type { Initializer } from '../graph/graph.js';

export interface ExternalDataOptions {
  /** The second file's name, without a folder: runtimes look for it beside the model. E.g. 'model.onnx.data'. */
  readonly name: string;
  /** Smaller tensors stay in the model, and all below 64 bytes. Default 1024, as the Python package has it. */
  readonly minBytes?: number;
}

/** The second file. */
export interface ExternalData {
  readonly name: string;
  readonly byteLength: number;
  /** Its bytes in order. Views of the weights, not copies: leave those unchanged until the chunks are written. */
  readonly chunks: readonly Uint8Array[];
}

/** Where a tensor lies in the second file, in bytes. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * What can be weights. Shapes and axes, which are integers, and factors, which are few, stay in the model: onnxruntime
 * infers shapes from them before it opens the second file.
 */
const weightTypes: ReadonlySet<DataType> = new Set(['float32', 'float64', 'float16', 'int8', 'uint8']);
const fewBytes = 64;

/** A page of memory; and what Windows maps at least, for tensors large enough to be worth the gap. */
const pageBytes = 4096;
const windowsBytes = 65_536;
const largeBytes = 2 ** 20;

/**
 * Places every weight from `minBytes` on, by name.
 *
 * @throws ONNX_EXTERNAL_DATA_INVALID when the name is no plain file name
 */
export function placeExternally(
  initializers: readonly Initializer[],
  { name, minBytes = 1024 }: ExternalDataOptions,
): { readonly places: ReadonlyMap<string, ExternalPlace>; readonly file: ExternalData } {
  if (!isFileName(name)) throw externalDataInvalid([`'${name}' is no file name without a folder`]);
  const places = new Map<string, ExternalPlace>();
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for (const initializer of initializers) {
    const bytes = bytesOf(initializer);
    if (!bytes || !weightTypes.has(initializer.dtype)) continue;
    if (bytes.byteLength < Math.max(fewBytes, minBytes)) continue;
    const step = bytes.byteLength < largeBytes ? pageBytes : windowsBytes;
    const offset = Math.ceil(byteLength / step) * step;
    if (offset > byteLength) chunks.push(new Uint8Array(offset - byteLength));
    chunks.push(bytes);
    byteLength = offset + bytes.byteLength;
    places.set(initializer.name, { location: name, offset, length: bytes.byteLength });
  }
  return { places, file: { name, byteLength, chunks } };
}

/** The elements as raw_data has them; undefined for text, which has no such form. A view, not a copy. */
export function bytesOf({ data }: Initializer): Uint8Array | undefined {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : undefined;
}

function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
}
