/** Ops that take statistics over axes (onnx/docs/Operators.md, opset 17; from 18 on the axes are an input). */

import { formatShape, resolveAxis, sameShape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { floats, numbers } from './type-sets.js';

export const reductionOps = {
  ReduceMean: reduction(),
  ReduceMax: reduction(),
  ReduceL2: reduction(),
  /** Divides by the p-norm (1 or 2, default 2) along `axis` (default -1); zeros stay zeros. */
  LpNormalization: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: floats },
    attributes: { axis: 'int?', p: 'int?' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      if (resolveAxis(attributes.axis ?? -1, shape.length) === undefined)
        throw new OpMismatch(`axis ${attributes.axis ?? -1} must exist in ${formatShape(shape)}`);
      return { dtype, shape };
    },
  }),
  /** Inputs: values, scale, and optionally bias; both of the shape of the values from `axis` (default -1) on. */
  LayerNormalization: defineOp({
    domain: '',
    inputs: ['T', 'T', 'T?'],
    types: { T: floats },
    attributes: { axis: 'int?', epsilon: 'float?' },
    infer: ({ inputs, input, attributes }) => {
      const { dtype, shape } = input(0);
      const axis = resolveAxis(attributes.axis ?? -1, shape.length);
      if (axis === undefined)
        throw new OpMismatch(`axis ${attributes.axis ?? -1} must exist in ${formatShape(shape)}`);
      const normalised = shape.slice(axis);
      for (const weight of inputs.slice(1))
        if (!sameShape(weight.shape, normalised))
          throw new OpMismatch(
            `'${weight.name}' must be ${formatShape(normalised)}; got ${formatShape(weight.shape)}`,
          );
      return { dtype, shape };
    },
  }),
};

/** With keepdims 1, the default, the axes stay with length 1. */
function reduction() {
  return defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: numbers },
    attributes: { axes: 'ints', keepdims: 'int?' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const axes = new Set(attributes.axes.map((axis) => resolveAxis(axis, shape.length)));
      if (axes.has(undefined) || axes.size !== attributes.axes.length)
        throw new OpMismatch(
          `the axes [${attributes.axes.join(', ')}] must be distinct and exist in ${formatShape(shape)}`,
        );
      if (attributes.keepdims === 0) return { dtype, shape: shape.filter((_, axis) => !axes.has(axis)) };
      return { dtype, shape: shape.map((dimension, axis) => (axes.has(axis) ? 1 : dimension)) };
    },
  });
}
