/** What each op's own inference refuses; the checks that all ops share are tested with GraphBuilder. */

import { describe, expect, it } from 'vitest';
import type { Value } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { errorOf } from '../testing/error-of.js';

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
  'Concat along a dimension with a name': [(b, x) => b.add('Concat', [x, x], { axis: 0 }), 'save on axis 0'],
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
  'Gather along an axis that is not there': [
    (b, x, axes) => b.add('Gather', [x, axes], { axis: 2 }),
    'axis 2 must exist in [N, 3]',
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
