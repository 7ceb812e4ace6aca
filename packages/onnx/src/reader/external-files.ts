/**
 * The files beside a model that hold its large tensors (onnx/docs/ExternalData.md): which there must be, and whether
 * those that are there can hold what the model expects. Checksums, which hardly any writer gives, are left out.
 */

import { storedBytesOf } from './element-types.js';
import type { OnnxModel, OnnxTensor } from './onnx-model.js';
import { summariseModel } from './summarise-model.js';

/** A file that the model names, and what it needs of it. */
export interface ExternalFile {
  /** Relative to the model's folder. */
  readonly location: string;
  /** How many tensors lie in it. */
  readonly tensors: number;
  /** What it must have at least. */
  readonly byteLength: number;
}

interface ExternalTensor {
  readonly tensor: OnnxTensor;
  readonly location: string;
  /** Of the first byte, and behind the last. */
  readonly offset: number;
  readonly end: number;
}

/** In the order of their names; empty when the model is one file. */
export function externalFilesOf(model: OnnxModel): readonly ExternalFile[] {
  const files = new Map<string, ExternalFile>();
  for (const { location, end } of externalTensorsOf(model)) {
    const { tensors, byteLength } = files.get(location) ?? { tensors: 0, byteLength: 0 };
    files.set(location, { location, tensors: tensors + 1, byteLength: Math.max(byteLength, end) });
  }
  return [...files.values()].sort((a, b) => (a.location < b.location ? -1 : 1));
}

/**
 * What stands in the way of loading the model beside these files, by location; empty when nothing does. The bytes of a
 * file will do, and so will the size of one.
 *
 * @example
 * checkExternalData(model, { 'model.onnx.data': bytes }); // => []
 */
export function checkExternalData(
  model: OnnxModel,
  files: Readonly<Record<string, { readonly byteLength: number }>>,
): readonly string[] {
  return externalTensorsOf(model).flatMap(({ tensor, location, offset, end }) => {
    const title = `the tensor '${tensor.name}'`;
    if (leavesFolder(location))
      return [`${title} lies in '${location}', which must be a path below the model's folder`];
    const problems: string[] = [];
    const expected = byteLengthOf(tensor);
    if (expected !== undefined && end - offset !== expected)
      problems.push(`${title} must have ${expected} bytes and has ${end - offset}`);
    const file = Object.hasOwn(files, location) ? files[location] : undefined;
    if (file === undefined) problems.push(`${title} lies in '${location}', which is missing`);
    else if (end > file.byteLength)
      problems.push(`${title} ends at byte ${end} of '${location}', which has ${file.byteLength}`);
    return problems;
  });
}

/** Also those in the bodies of If, Loop and Scan. */
function externalTensorsOf(model: OnnxModel): readonly ExternalTensor[] {
  return summariseModel(model).initializers.bySize.flatMap(({ tensor }) => {
    if (tensor.data.storage !== 'external') return [];
    const { location, offset, length } = tensor.data;
    return [{ tensor, location, offset, end: offset + (length ?? byteLengthOf(tensor) ?? 0) }];
  });
}

function byteLengthOf({ dtype, shape }: OnnxTensor): number | undefined {
  return storedBytesOf(
    dtype,
    shape.reduce((total, dimension) => total * dimension, 1),
  );
}

/** Absolute, or up and out: what the specification forbids, and no reader should follow. */
function leavesFolder(location: string): boolean {
  return location === '' || /^([/\\]|[a-z]:)/i.test(location) || location.split(/[/\\]/).includes('..');
}
