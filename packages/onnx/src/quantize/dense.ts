/** MatMul and Gemm with a constant matrix behind: MatMulInteger, one scale a column. */

import type { Node } from '../graph/graph.js';
import type { StoredWeight } from './int8-writer.js';
import { writeIntegerProduct } from './integer-product.js';
import { quantizeWeight, transposeMatrices } from './quantize-weight.js';
import { type FloatWeight, type QuantizedForm, refuseSum, weightOf } from './quantized-form.js';

export const dense: QuantizedForm = {
  weights: [1],
  refuse: (node, constantOf) => {
    const { shape } = weightOf(node, 1, constantOf);
    if (shape.length !== 2) return `${node.op} takes it as a stack of matrices`;
    if (flagOf(node, 'transA')) return 'Gemm transposes what it is multiplied with';
    return refuseSum(shape[flagOf(node, 'transB') ? 1 : 0] ?? 0);
  },
  write: (node, writer) => {
    const weight = weightOf(node, 1, (value) => writer.constantOf(value));
    const isTransposed = flagOf(node, 'transB');
    const stored = writer.weight(weight, isTransposed ? 'columns, transposed' : 'columns', () =>
      isTransposed ? transposedColumns(weight) : columns(weight),
    );
    writeIntegerProduct(node, writer, { op: 'MatMulInteger', weight: stored, bias: node.inputs[2] });
  },
};

function columns({ shape, data }: FloatWeight): StoredWeight {
  const channels = shape[1] ?? 1;
  return { ...quantizeWeight(data, { channels, inner: 1 }), shape, scaleShape: [channels] };
}

/** From [columns, rows] to [rows, columns]. */
function transposedColumns({ shape, data }: FloatWeight): StoredWeight {
  const [channels = 1, inner = 1] = shape;
  const quantized = quantizeWeight(data, { channels, inner });
  const integers = transposeMatrices(quantized.integers, { rows: channels, columns: inner });
  return { ...quantized, integers, shape: [inner, channels], scaleShape: [channels] };
}

function flagOf({ attributes }: Node, name: string): boolean {
  return attributes.some((attribute) => attribute.name === name && attribute.value === 1);
}
