/** Tensors as nested lists, as TensorFlow Serving and MLflow have them: the shape follows from the lists. */

import { type NamedTensor, sizeOf } from '../engine/named-tensor.js';
import { requestInvalid } from '../http/errors.js';
import type { TensorSpec } from './signature.js';
import { renderValue, valuesOf } from './tensor-values.js';

/**
 * A tensor in the form of an Open Inference request, which is checked then. A column may leave out its inner lists: [1, 2]
 * is [[1], [2]] for an input [N, 1].
 * @throws `REQUEST_INVALID` when the lists are ragged: they have no shape.
 */
export function tensorOfLists({ name, datatype, dims }: TensorSpec, value: unknown) {
  const shape = shapeOf(value);
  const data: unknown[] = [];
  if (!collect(value, shape, data))
    throw requestInvalid([`${name} must have lists of the same length at every level`]);
  const isColumn = shape.length === dims.length - 1 && dims.at(-1) === 1;
  return { name, datatype, shape: isColumn ? [...shape, 1] : shape, data };
}

/** More dimensions than any tensor has: lists that are nested deeper are no tensor. */
const mostLevels = 16;

/** By the first value of each level. */
function shapeOf(value: unknown): readonly number[] {
  const shape: number[] = [];
  for (let at = value; Array.isArray(at) && shape.length < mostLevels; at = at[0]) shape.push(at.length);
  return shape;
}

/** Appends the values in order; false where the lists are not of the shape. */
function collect(value: unknown, shape: readonly number[], into: unknown[], level = 0): boolean {
  if (level === shape.length) {
    into.push(value);
    return !Array.isArray(value);
  }
  if (!Array.isArray(value) || value.length !== shape[level]) return false;
  return value.every((item) => collect(item, shape, into, level + 1));
}

/** JSON text; a tensor without dimensions is its value alone. */
export function renderLists(tensor: NamedTensor): string {
  const values = valuesOf(tensor);
  const { shape } = tensor;
  const render = (level: number, start: number): string => {
    const size = shape[level];
    if (size === undefined) return renderValue(values[start]);
    const step = sizeOf(shape.slice(level + 1));
    return `[${Array.from({ length: size }, (_, i) => render(level + 1, start + i * step)).join(',')}]`;
  };
  return render(0, 0);
}
