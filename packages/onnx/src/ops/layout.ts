/** Ops that move elements without changing them (onnx/docs/Operators.md, opset 17). */

import { type Dimension, elementCount, formatShape, resolveAxis, type Shape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { anyType } from './type-sets.js';

export const layoutOps = {
  Concat: defineOp({
    domain: '',
    inputs: ['T...'],
    types: { T: anyType },
    attributes: { axis: 'int' },
    infer: ({ inputs, input, attributes }) => ({
      dtype: input(0).dtype,
      shape: concatenated(
        inputs.map(({ shape }) => shape),
        attributes.axis,
      ),
    }),
  }),
  /** Makes a matrix: the dimensions before `axis` (default 1) become its rows. */
  Flatten: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: anyType },
    attributes: { axis: 'int?' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const axis = attributes.axis ?? 1;
      if (axis < 0 || axis > shape.length)
        throw new OpMismatch(`axis ${axis} must be 0 to the rank of ${formatShape(shape)}`);
      return { dtype, shape: [merged(shape.slice(0, axis)), merged(shape.slice(axis))] };
    },
  }),
  Transpose: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: anyType },
    attributes: { perm: 'ints' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const moved = attributes.perm.map((axis) => shape[axis]);
      const result = moved.filter((dimension) => dimension !== undefined);
      if (result.length !== shape.length || new Set(attributes.perm).size !== shape.length)
        throw new OpMismatch(
          `perm [${attributes.perm.join(', ')}] must permute the axes of ${formatShape(shape)}`,
        );
      return { dtype, shape: result };
    },
  }),
  /** Inputs: values, the axes of the result that are new (a constant). */
  Unsqueeze: defineOp({
    domain: '',
    inputs: ['T', 'A'],
    types: { T: anyType, A: ['int64'] },
    attributes: {},
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      const axes = Array.from(constant(1), Number);
      const rank = shape.length + axes.length;
      const added = new Set(axes.map((axis) => resolveAxis(axis, rank)));
      if (added.has(undefined) || added.size !== axes.length)
        throw new OpMismatch(
          `the axes [${axes.join(', ')}] must be distinct and exist in ${rank} dimensions`,
        );
      const kept = [...shape];
      const result = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (kept.shift() ?? 1)));
      return { dtype, shape: result };
    },
  }),
  /** Inputs: values, the axes that go, each of length 1 (a constant). */
  Squeeze: defineOp({
    domain: '',
    inputs: ['T', 'A'],
    types: { T: anyType, A: ['int64'] },
    attributes: {},
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      const axes = Array.from(constant(1), Number);
      const removed = new Set(axes.map((axis) => resolveAxis(axis, shape.length)));
      const fits = [...removed].every((axis) => axis !== undefined && shape[axis] === 1);
      if (!fits || removed.size !== axes.length)
        throw new OpMismatch(
          `the axes [${axes.join(', ')}] must be distinct and of length 1 in ${formatShape(shape)}`,
        );
      return { dtype, shape: shape.filter((_, axis) => !removed.has(axis)) };
    },
  }),
  /** Inputs: values, starts, ends, axes, steps (constants); numpy's slices, ends exclusive. */
  Slice: defineOp({
    domain: '',
    inputs: ['T', 'I', 'I', 'I', 'I'],
    types: { T: anyType, I: ['int64'] },
    attributes: {},
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      const [starts, ends, axes, steps] = [1, 2, 3, 4].map((index) => Array.from(constant(index), Number));
      return { dtype, shape: sliced(shape, { starts, ends, axes, steps }) };
    },
  }),
  /** Inputs: values, the lengths of the parts along `axis` (default 0; a constant). Outputs: the parts. */
  Split: defineOp({
    domain: '',
    inputs: ['T', 'L'],
    types: { T: anyType, L: ['int64'] },
    attributes: { axis: 'int?' },
    infer: ({ input, constant, attributes }) => {
      const { dtype, shape } = input(0);
      const axis = resolveAxis(attributes.axis ?? 0, shape.length);
      const lengths = Array.from(constant(1), Number);
      if (axis === undefined || lengths.reduce((sum, length) => sum + length, 0) !== shape[axis])
        throw new OpMismatch(
          `the parts ${formatShape(lengths)} must fill axis ${attributes.axis ?? 0} of ${formatShape(shape)}`,
        );
      return lengths.map((length) => ({ dtype, shape: shape.with(axis, length) }));
    },
  }),
  /** Inputs: values, indices; the indices' shape takes the place of the axis (default 0). */
  Gather: defineOp({
    domain: '',
    inputs: ['T', 'I'],
    types: { T: anyType, I: ['int32', 'int64'] },
    attributes: { axis: 'int?' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const axis = resolveAxis(attributes.axis ?? 0, shape.length);
      if (axis === undefined)
        throw new OpMismatch(`axis ${attributes.axis ?? 0} must exist in ${formatShape(shape)}`);
      return { dtype, shape: [...shape.slice(0, axis), ...input(1).shape, ...shape.slice(axis + 1)] };
    },
  }),
};

interface Slices {
  readonly starts: readonly number[] | undefined;
  readonly ends: readonly number[] | undefined;
  readonly axes: readonly number[] | undefined;
  readonly steps: readonly number[] | undefined;
}

function sliced(shape: Shape, { starts, ends, axes = [], steps }: Slices): Shape {
  const result = [...shape];
  for (const [index, given] of axes.entries()) {
    const axis = resolveAxis(given, shape.length);
    const start = starts?.[index];
    const end = ends?.[index];
    const step = steps?.[index];
    if (axis === undefined || start === undefined || end === undefined || !step)
      throw new OpMismatch(
        `each axis must exist in ${formatShape(shape)} and have a start, an end and a step other than 0; got axis ${given}`,
      );
    result[axis] = slicedDimension(shape[axis] ?? 1, { start, end, step });
  }
  return result;
}

/** The length of a slice; of a dimension with a name it is known only when all of it is taken. */
function slicedDimension(
  dimension: Dimension,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): Dimension {
  if (typeof dimension === 'string') {
    const isWhole =
      step === 1 ? start === 0 && end >= 2 ** 31 : step === -1 && start === -1 && end <= -(2 ** 31);
    return isWhole ? dimension : `${dimension}[${start}:${end}:${step}]`;
  }
  const lowest = step > 0 ? 0 : -1;
  const clamp = (index: number): number =>
    Math.min(Math.max(index < 0 ? index + dimension : index, lowest), dimension + lowest);
  return Math.max(0, Math.ceil((clamp(end) - clamp(start)) / step));
}

function concatenated(shapes: readonly Shape[], axis: number): Shape {
  const first = shapes[0] ?? [];
  const along = resolveAxis(axis, first.length);
  const fits = shapes.every(
    (shape) =>
      shape.length === first.length && shape.every((dimension, i) => i === along || dimension === first[i]),
  );
  if (along === undefined || !fits)
    throw new OpMismatch(
      `all shapes must be equal save on axis ${axis}; got ${shapes.map(formatShape).join(', ')}`,
    );
  const total = added(shapes.map((shape) => shape[along] ?? 1));
  return first.map((dimension, i) => (i === along ? total : dimension));
}

/** The sum; with names among the dimensions a name that says so. */
function added(dimensions: Shape): Dimension {
  const numbers = dimensions.filter((dimension) => typeof dimension === 'number');
  const total = numbers.reduce((sum, each) => sum + each, 0);
  const names = dimensions.filter((dimension) => typeof dimension === 'string');
  if (names.length === 0) return total;
  const terms = total === 0 ? names : [...names, total];
  return terms.length === 1 ? (terms[0] ?? total) : `(${terms.join('+')})`;
}

/** One dimension for several; a product with a name in it gets a name of its own. */
function merged(dimensions: Shape): Dimension {
  const kept = dimensions.filter((dimension) => dimension !== 1);
  const [only] = kept;
  if (kept.length === 1 && only !== undefined) return only;
  return elementCount(kept) ?? kept.join('*');
}
