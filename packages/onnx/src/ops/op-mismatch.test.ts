/** What each op's own inference refuses; the checks that all ops share are tested with GraphBuilder. */

import { describe, expect, it } from 'vitest';
import type { Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { errorOf } from '../testing/error-of.js';

/** W and R of one unit. */
const kernels = (builder: GraphBuilder, gates: number, features: number): readonly Value[] =>
  [features, 1].map((columns) => builder.input(`kernel_${columns}`, 'float32', [1, gates, columns]));

const refused: Readonly<
  Record<string, readonly [call: (builder: GraphBuilder, x: Value, axes: Value) => unknown, reason: string]>
> = {
  'Add of shapes that do not broadcast': [
    (b, x) => b.add('Add', [x, b.input('y', 'float32', ['N', 2])]),
    'got [N, 3] and [N, 2]',
  ],
  'Clip with bounds that are no scalars': [
    (b, x) => b.add('Clip', [x, x, x]),
    'must be scalars; got the shape [N, 3]',
  ],
  'Softmax over an axis that is not there': [
    (b, x) => b.add('Softmax', [x], { axis: 2 }),
    'axis 2 must exist in [N, 3]',
  ],
  'PRelu with a slope that is larger than the values': [
    (b, x) => b.add('PRelu', [x, b.input('slope', 'float32', [4, 'N', 3])]),
    'the slope [4, N, 3] must broadcast to the values [N, 3]',
  ],
  'Gemm of what is no matrix': [
    (b, x) => b.add('Gemm', [x, b.input('y', 'float32', [3])]),
    'must have two dimensions; got [3]',
  ],
  'Gemm with an addend of another shape': [
    (b, x) => b.add('Gemm', [x, b.input('y', 'float32', [3, 2]), b.input('c', 'float32', [4])]),
    '[4], must broadcast to [N, 2]',
  ],
  'MatMul of stacks that do not broadcast': [
    (b) => b.add('MatMul', [b.input('p', 'float32', [2, 1, 1]), b.input('q', 'float32', [3, 1, 1])]),
    'got [2, 1, 1] and [3, 1, 1]',
  ],
  'Concat of unequal shapes': [
    (b, x) => b.add('Concat', [x, b.input('y', 'float32', ['M', 3])], { axis: 1 }),
    'save on axis 1; got [N, 3], [M, 3]',
  ],
  'Flatten behind the last axis': [
    (b, x) => b.add('Flatten', [x], { axis: 3 }),
    'axis 3 must be 0 to the rank',
  ],
  'Transpose that is no permutation': [
    (b, x) => b.add('Transpose', [x], { perm: [0, 0] }),
    'perm [0, 0] must permute the axes',
  ],
  'Unsqueeze of the same axis twice': [
    (b, x, axes) => b.add('Unsqueeze', [x, axes]),
    'the axes [0, 0] must be distinct and exist in 4 dimensions',
  ],
  'Reshape to another number of elements': [
    (b) =>
      b.add('Reshape', [b.input('y', 'float32', [2, 3]), b.constant('int64', [1], BigInt64Array.of(4n))]),
    '[2, 3] must have as many elements as [4]',
  ],
  'Expand to a shape that does not broadcast': [
    (b, x) => b.add('Expand', [x, b.constant('int64', [2], BigInt64Array.of(1n, 2n))]),
    '[N, 3] must broadcast to [1, 2]',
  ],
  'Pad with pads for other axes': [
    (b, x, axes) => b.add('Pad', [x, axes]),
    'two pads for each axis of [N, 3]; got 2',
  ],
  'ReduceMean over the same axis twice': [
    (b, x) => b.add('ReduceMean', [x], { axes: [1, -1] }),
    'the axes [1, -1] must be distinct and exist in [N, 3]',
  ],
  'LayerNormalization over an axis that is not there': [
    (b, x) => b.add('LayerNormalization', [x, x], { axis: 2 }),
    'axis 2 must exist in [N, 3]',
  ],
  'LayerNormalization with a scale of another shape': [
    (b, x) => b.add('LayerNormalization', [x, b.input('scale', 'float32', [2])]),
    "'scale' must be [3]; got [2]",
  ],
  'Conv with a kernel for other channels': [
    (b) => b.add('Conv', [b.input('y', 'float32', ['N', 2, 9]), b.input('k', 'float32', [4, 3, 2])]),
    'the kernel [4, 3, 2], in 1 groups, must fit the channels of [N, 2, 9]',
  ],
  'ConvTranspose with a bias of another length': [
    (b) =>
      b.add('ConvTranspose', [
        b.input('y', 'float32', ['N', 2, 9]),
        b.input('k', 'float32', [2, 4, 3]),
        b.input('bias', 'float32', [2]),
      ]),
    'the bias must be [4]; got [2]',
  ],
  'MaxPool with a window of other axes': [
    (b) => b.add('MaxPool', [b.input('y', 'float32', ['N', 2, 9])], { kernel_shape: [2, 2] }),
    'as many axes as the spatial ones of [N, 2, 9]',
  ],
  'AveragePool with a window that is too large': [
    (b) => b.add('AveragePool', [b.input('y', 'float32', ['N', 2, 2])], { kernel_shape: [3] }),
    'the window [3] must fit into [N, 2, 2]',
  ],
  'Resize with too few factors': [
    (b, x) =>
      b.add('Resize', [x, undefined, b.constant('float32', [1], Float32Array.of(2))], {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
      }),
    'a factor for each axis of [N, 3]; got 1',
  ],
  'Gather along an axis that is not there': [
    (b, x, axes) => b.add('Gather', [x, axes], { axis: 2 }),
    'axis 2 must exist in [N, 3]',
  ],
  'Squeeze of an axis that is longer than 1': [
    (b, x) => b.add('Squeeze', [x, b.constant('int64', [1], BigInt64Array.of(1n))]),
    'the axes [1] must be distinct and of length 1 in [N, 3]',
  ],
  'Slice with a step of 0': [
    (b, x, zeros) => b.add('Slice', [x, zeros, zeros, zeros, zeros]),
    'a start, an end and a step other than 0; got axis 0',
  ],
  'Split into parts that do not fill the axis': [
    (b, x) => b.add('Split', [x, b.constant('int64', [2], BigInt64Array.of(1n, 1n))], { axis: 1 }),
    'the parts [1, 1] must fill axis 1 of [N, 3]',
  ],
  'ScatterElements of another shape': [
    (b, x) =>
      b.add('ScatterElements', [x, b.input('at', 'int64', ['N', 3]), b.input('y', 'float32', ['N', 2])]),
    'must have one shape; got [N, 3], [N, 3], [N, 2]',
  ],
  'CumSum along an axis that is not there': [
    (b, x) => b.add('CumSum', [x, b.constant('int64', [], BigInt64Array.of(2n))]),
    'axis 2 must exist in [N, 3]',
  ],
  'TopK along an axis that is not there': [
    (b, x, two) => b.add('TopK', [x, two], { axis: 2 }),
    'axis 2 must exist in [N, 3]',
  ],
  'GatherND of positions that are too deep': [
    (b, x) => b.add('GatherND', [x, b.input('at', 'int64', ['N', 3])]),
    'the positions [N, 3] must lie in [N, 3]',
  ],
  'RNN over what is no sequence': [
    (b, x) => b.add('RNN', [x, x, x], { hidden_size: 1 }),
    'X must be [T, N, F]; got [N, 3]',
  ],
  'GRU with a kernel of another size': [
    (b) => b.add('GRU', [b.input('s', 'float32', ['T', 'N', 2]), ...kernels(b, 3, 4)], { hidden_size: 1 }),
    'W must be [1, 3, 2]; got [1, 3, 4]',
  ],
  'RNN with a state of another size': [
    (b) =>
      b.add(
        'RNN',
        [
          b.input('s', 'float32', ['T', 'N', 2]),
          ...kernels(b, 1, 2),
          undefined,
          undefined,
          b.input('h', 'float32', [1, 'M', 1]),
        ],
        { hidden_size: 1 },
      ),
    'initial_h must be [1, N, 1]; got [1, M, 1]',
  ],
  'LSTM in a direction that there is not': [
    (b) =>
      b.add('LSTM', [b.input('s', 'float32', ['T', 'N', 2]), ...kernels(b, 4, 2)], {
        direction: 'sideways',
        hidden_size: 1,
      }),
    'must be forward, reverse or bidirectional; got sideways',
  ],
  'LabelEncoder without keys': [
    (b, x) => b.add('LabelEncoder', [x], { values_int64s: [1] }),
    'exactly one keys_* attribute must be given; got 0',
  ],
  'LabelEncoder with keys of another type': [
    (b, x) => b.add('LabelEncoder', [x], { keys_strings: ['a'], values_int64s: [1] }),
    'the keys are string; the input is float32',
  ],
  'LabelEncoder with a key too many': [
    (b, x) => b.add('LabelEncoder', [x], { keys_floats: [1, 2], values_int64s: [1] }),
    'got 2 keys, 1 values',
  ],
  'OneHotEncoder without categories': [
    (b, x) => b.add('OneHotEncoder', [x], { cats_int64s: [] }),
    'cats_* must not be empty',
  ],
  'OneHotEncoder with categories of another type': [
    (b, x) => b.add('OneHotEncoder', [x], { cats_strings: ['a'] }),
    'the categories are string; the input is float32',
  ],
};

describe('ops', () => {
  it.each(Object.entries(refused))('refuse %s', (_name, [call, reason]) => {
    const builder = new GraphBuilder({ name: 'refused' });
    const x = builder.input('x', 'float32', ['N', 3]);
    const axes = builder.constant('int64', [2], BigInt64Array.of(0n, 0n));
    const error = errorOf(() => call(builder, x, axes));
    expect(error.code).toBe('ONNX_NODE_INVALID');
    expect(error.message).toContain(reason);
  });
});
