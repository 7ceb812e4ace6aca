/** Activation functions (onnx/docs/Operators.md, opset 17). Gelu and Mish are younger: layers/ builds them from these. */

import type { DataType } from '../graph/data-type.js';
import { broadcastShapes, formatShape, resolveAxis, sameShape } from '../graph/shape.js';
import { type AttributeSpecs, defineOp, OpMismatch } from './op-definition.js';
import { floats, numbers } from './type-sets.js';

export const activationOps = {
  Relu: activation({}, numbers),
  Sigmoid: activation({}),
  Tanh: activation({}),
  Softplus: activation({}),
  Softsign: activation({}),
  Elu: activation({ alpha: 'float?' }),
  Selu: activation({ alpha: 'float?', gamma: 'float?' }),
  LeakyRelu: activation({ alpha: 'float?' }),
  ThresholdedRelu: activation({ alpha: 'float?' }),
  HardSigmoid: activation({ alpha: 'float?', beta: 'float?' }),
  /** Inputs: values, slope; the slope broadcasts to the values. */
  PRelu: defineOp({
    domain: '',
    inputs: ['T', 'T'],
    types: { T: numbers },
    attributes: {},
    infer: ({ input }) => {
      const { dtype, shape } = input(0);
      const slope = input(1).shape;
      const joined = broadcastShapes(shape, slope);
      if (joined === undefined || !sameShape(joined, shape))
        throw new OpMismatch(
          `the slope ${formatShape(slope)} must broadcast to the values ${formatShape(shape)}`,
        );
      return { dtype, shape };
    },
  }),
  Softmax: normalisedExponential(),
  LogSoftmax: normalisedExponential(),
};

function activation<const Specs extends AttributeSpecs>(
  attributes: Specs,
  types: readonly DataType[] = floats,
) {
  return defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: types },
    attributes,
    infer: ({ input }) => ({ dtype: input(0).dtype, shape: input(0).shape }),
  });
}

/** The default axis is the last one. */
function normalisedExponential() {
  return defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: floats },
    attributes: { axis: 'int?' },
    infer: ({ input, attributes }) => {
      const { dtype, shape } = input(0);
      const axis = attributes.axis ?? -1;
      if (resolveAxis(axis, shape.length) === undefined)
        throw new OpMismatch(`axis ${axis} must exist in ${formatShape(shape)}`);
      return { dtype, shape };
    },
  });
}
