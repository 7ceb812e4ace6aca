/** Ops that work element by element: arithmetic, comparison, selection, casts (onnx/docs/Operators.md, opset 17). */

import type { DataType } from '../graph/data-type.js';
import { broadcastShapes, formatShape, type Shape } from '../graph/shape.js';
import { defineOp, OpMismatch } from './op-definition.js';
import { anyType, eightBits, floats, numbers } from './type-sets.js';

export const elementwiseOps = {
  Add: arithmetic(),
  Sub: arithmetic(),
  Mul: arithmetic(),
  Div: arithmetic(),
  Pow: arithmetic(),
  Exp: unary(floats),
  Log: unary(floats),
  Sin: unary(floats),
  Cos: unary(floats),
  Erf: unary(numbers),
  Identity: unary(anyType),
  IsNaN: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: floats },
    attributes: {},
    infer: ({ input }) => ({ dtype: 'bool', shape: input(0).shape }),
  }),
  Cast: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: [...anyType, ...eightBits] },
    attributes: { to: 'dataType' },
    infer: ({ input, attributes }) => ({ dtype: attributes.to, shape: input(0).shape }),
  }),
  Max: extremum(),
  Min: extremum(),
  /** Inputs: values, lowest, highest; the bounds are scalars. */
  Clip: defineOp({
    domain: '',
    inputs: ['T', 'T', 'T'],
    types: { T: numbers },
    attributes: {},
    infer: ({ input }) => {
      for (const bound of [input(1), input(2)])
        if (bound.shape.length > 0)
          throw new OpMismatch(`the bounds must be scalars; got the shape ${formatShape(bound.shape)}`);
      return { dtype: input(0).dtype, shape: input(0).shape };
    },
  }),
  Equal: comparison(),
  GreaterOrEqual: comparison(),
  LessOrEqual: comparison(),
  /** Inputs: condition, value where true, value where false. */
  Where: defineOp({
    domain: '',
    inputs: ['B', 'T', 'T'],
    types: { B: ['bool'] satisfies readonly DataType[], T: anyType },
    attributes: {},
    infer: ({ inputs, input }) => ({ dtype: input(1).dtype, shape: broadcastAll(inputs) }),
  }),
};

function arithmetic() {
  return defineOp({
    domain: '',
    inputs: ['T', 'T'],
    types: { T: numbers },
    attributes: {},
    infer: ({ inputs, input }) => ({ dtype: input(0).dtype, shape: broadcastAll(inputs) }),
  });
}

function comparison() {
  return defineOp({
    domain: '',
    inputs: ['T', 'T'],
    types: { T: numbers },
    attributes: {},
    infer: ({ inputs }) => ({ dtype: 'bool', shape: broadcastAll(inputs) }),
  });
}

/** Of all inputs, element by element. */
function extremum() {
  return defineOp({
    domain: '',
    inputs: ['T...'],
    types: { T: numbers },
    attributes: {},
    infer: ({ inputs, input }) => ({ dtype: input(0).dtype, shape: broadcastAll(inputs) }),
  });
}

function unary(types: readonly DataType[]) {
  return defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: types },
    attributes: {},
    infer: ({ input }) => ({ dtype: input(0).dtype, shape: input(0).shape }),
  });
}

function broadcastAll(inputs: readonly { readonly shape: Shape }[]): Shape {
  let result: Shape = [];
  for (const { shape } of inputs) {
    const joined = broadcastShapes(result, shape);
    if (joined === undefined)
      throw new OpMismatch(
        `the shapes must broadcast to each other; got ${inputs.map((input) => formatShape(input.shape)).join(' and ')}`,
      );
    result = joined;
  }
  return result;
}
