/**
 * Ops that make 8-bit values (onnx/docs/Operators.md, since opset 11). Those that calculate with them stand in the
 * families of their float forms: MatMulInteger, ConvInteger, DynamicQuantizeLSTM. Left out: QuantizeLinear and
 * DequantizeLinear, which are for ranges that were measured beforehand.
 */

import { defineOp } from './op-definition.js';

export const quantizationOps = {
  /** Outputs: values from 0 to 255 over the range of the whole tensor, zero included; the scale; what stands for 0. */
  DynamicQuantizeLinear: defineOp({
    domain: '',
    inputs: ['T'],
    types: { T: ['float32'] },
    attributes: {},
    infer: ({ input }) => [
      { dtype: 'uint8', shape: input(0).shape },
      { dtype: 'float32', shape: [] },
      { dtype: 'uint8', shape: [] },
    ],
  }),
};
