/** The ops that have an 8-bit form in onnxruntime. GRU, RNN, ConvTranspose and Gather have none and stay float32. */

import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { lstm } from './lstm.js';
import type { QuantizedForm } from './quantized-form.js';

export const quantizedForms: Readonly<Record<string, QuantizedForm>> = {
  MatMul: dense,
  Gemm: dense,
  Conv: convolution,
  LSTM: lstm,
};
