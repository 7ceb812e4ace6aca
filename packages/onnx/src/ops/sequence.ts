/** Ops that order and pick the steps of sequences: running sums, sorting, gathering by index (onnx/docs/Operators.md). */

import { formatShape, resolveAxis, type Shape, sameShape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { anyType, numbers } from './type-sets.js';

export const sequenceOps = {
  /** Inputs: values, the axis (a constant scalar). With `reverse` the sum runs from the end. */
  CumSum: defineOp({
    domain: '',
    inputs: ['T', 'I'],
    types: { T: numbers, I: ['int32', 'int64'] },
    attributes: { exclusive: 'int?', reverse: 'int?' },
    infer: ({ input, constant }) => {
      const { dtype, shape } = input(0);
      requireAxis(Number(constant(1)[0]), shape);
      return { dtype, shape };
    },
  }),
  /** Inputs: values, k (a constant). Outputs: the k largest along `axis` (default -1), in order, and their indices. */
  TopK: defineOp({
    domain: '',
    inputs: ['T', 'K'],
    types: { T: numbers, K: ['int64'] },
    attributes: { axis: 'int?', largest: 'int?' },
    infer: ({ input, constant, attributes }) => {
      const { dtype, shape } = input(0);
      const axis = requireAxis(attributes.axis ?? -1, shape);
      const result = shape.with(axis, Number(constant(1)[0]));
      return [
        { dtype, shape: result },
        { dtype: 'int64', shape: result },
      ];
    },
  }),
  /** Inputs: values, indices, updates, all of one shape; each update goes to its index along `axis` (default 0). */
  ScatterElements: defineOp({
    domain: '',
    inputs: ['T', 'I', 'T'],
    types: { T: anyType, I: ['int32', 'int64'] },
    attributes: { axis: 'int?' },
    infer: ({ inputs, input, attributes }) => {
      const { dtype, shape } = input(0);
      requireAxis(attributes.axis ?? 0, shape);
      const others = inputs.slice(1).map((value) => value.shape);
      if (!others.every((other) => sameShape(other, shape)))
        throw new OpMismatch(
          `values, indices and updates must have one shape; got ${[shape, ...others].map(formatShape).join(', ')}`,
        );
      return { dtype, shape };
    },
  }),
  /** Inputs: values, indices whose last axis holds a position; `batch_dims` leading axes go together. */
  GatherND: defineOp({
    domain: '',
    inputs: ['T', 'I'],
    types: { T: anyType, I: ['int64'] },
    attributes: { batch_dims: 'int?' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const indices = input(1).shape;
      const depth = indices.at(-1);
      const taken = (attributes.batch_dims ?? 0) + Number(depth);
      if (typeof depth !== 'number' || taken > shape.length)
        throw new OpMismatch(`the positions ${formatShape(indices)} must lie in ${formatShape(shape)}`);
      return { dtype, shape: [...indices.slice(0, -1), ...shape.slice(taken)] };
    },
  }),
};

function requireAxis(axis: number, shape: Shape): number {
  const resolved = resolveAxis(axis, shape.length);
  if (resolved === undefined) throw new OpMismatch(`axis ${axis} must exist in ${formatShape(shape)}`);
  return resolved;
}
