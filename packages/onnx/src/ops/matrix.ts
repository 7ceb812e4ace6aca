/** Matrix products (onnx/docs/Operators.md, opset 17). Gemm without its alpha and beta, which nothing here needs. */

import { broadcastShapes, type Dimension, formatShape, type Shape, sameShape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { eightBits, numbers } from './type-sets.js';

export const matrixOps = {
  /** Inputs: a [n, k], b [k, m] and optionally c, which broadcasts to the product [n, m]. */
  Gemm: defineOp({
    domain: '',
    inputs: ['T', 'T', 'T?'],
    types: { T: numbers },
    attributes: { transA: 'int?', transB: 'int?' },
    infer: ({ inputs, input, attributes }) => {
      const [rows, depth] = matrixOf(input(0).shape, attributes.transA);
      const [otherDepth, columns] = matrixOf(input(1).shape, attributes.transB);
      requireEqual(depth, otherDepth, [input(0).shape, input(1).shape]);
      const shape = [rows, columns];
      const added = inputs[2]?.shape ?? [];
      const joined = broadcastShapes(shape, added);
      if (joined === undefined || !sameShape(joined, shape))
        throw new OpMismatch(`what is added, ${formatShape(added)}, must broadcast to ${formatShape(shape)}`);
      return { dtype: input(0).dtype, shape };
    },
  }),
  /** numpy.matmul for ranks from 2 on. */
  MatMul: defineOp({
    domain: '',
    inputs: ['T', 'T'],
    types: { T: numbers },
    attributes: {},
    infer: ({ input }) => ({ dtype: input(0).dtype, shape: productShape(input(0).shape, input(1).shape) }),
  }),
  /** MatMul of 8-bit values, exact in int32. Inputs: a, b, and optionally what stands for 0 in a, and in b. */
  MatMulInteger: defineOp({
    domain: '',
    inputs: ['A', 'B', 'A?', 'B?'],
    types: { A: eightBits, B: eightBits },
    attributes: {},
    infer: ({ input }) => ({ dtype: 'int32', shape: productShape(input(0).shape, input(1).shape) }),
  }),
};

function productShape(a: Shape, b: Shape): Shape {
  const [rows, depth] = matrixOf(a.slice(-2));
  const [otherDepth, columns] = matrixOf(b.slice(-2));
  requireEqual(depth, otherDepth, [a, b]);
  const stack = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (stack === undefined) throw cannotMultiply([a, b]);
  return [...stack, rows, columns];
}

function matrixOf(shape: Shape, transposed = 0): readonly [Dimension, Dimension] {
  const [rows, columns] = shape;
  if (rows === undefined || columns === undefined || shape.length !== 2)
    throw new OpMismatch(`a matrix must have two dimensions; got ${formatShape(shape)}`);
  return transposed === 0 ? [rows, columns] : [columns, rows];
}

function requireEqual(a: Dimension, b: Dimension, shapes: readonly Shape[]): void {
  // A name beside a number may turn out equal when the graph runs.
  if (a !== b && typeof a === typeof b) throw cannotMultiply(shapes);
}

function cannotMultiply(shapes: readonly Shape[]): OpMismatch {
  return new OpMismatch(`the shapes must fit a matrix product; got ${shapes.map(formatShape).join(' and ')}`);
}
