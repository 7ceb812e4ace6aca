import { describe, expect, it } from 'vitest';
import { joinOutputs, splitRequest } from './split-request.js';
import type { TensorLayout } from './tensor-layout.js';

describe('splitRequest', () => {
  it('cuts between rows', () => {
    const cells = [1, 'a', 2, 'b', 3, 'c'];
    expect(splitRequest({ rows: 3, cells }, 2, 2)).toEqual([
      { rows: 2, cells: [1, 'a', 2, 'b'] },
      { rows: 1, cells: [3, 'c'] },
    ]);
  });
});

describe('joinOutputs', () => {
  it('takes the rows of each part out of its batch, in every datatype', () => {
    const layouts: readonly TensorLayout[] = [
      { name: 'label', datatype: 'BYTES', width: 1 },
      { name: 'probabilities', datatype: 'FP32', width: 2 },
      { name: 'score', datatype: 'FP64', width: 1 },
      { name: 'index', datatype: 'INT64', width: 1 },
    ];
    const parts = [
      { rows: 2, cells: [] },
      { rows: 1, cells: [] },
    ];
    const first = [
      ['a', 'b'],
      Float32Array.of(0.5, 0.5, 0.25, 0.75),
      Float64Array.of(1, Number.NaN),
      BigInt64Array.of(1n, 2n),
    ];
    // The second part shared its batch with a row of another request.
    const second = [
      ['other', 'c'],
      Float32Array.of(9, 9, 1, 0),
      Float64Array.of(9, 3),
      BigInt64Array.of(9n, -(2n ** 63n)),
    ];
    const outputs = [
      { tensors: first, firstRow: 0 },
      { tensors: second, firstRow: 1 },
    ];
    expect(joinOutputs(layouts, parts, outputs)).toEqual({
      firstRow: 0,
      tensors: [
        ['a', 'b', 'c'],
        Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0),
        Float64Array.of(1, Number.NaN, 3),
        BigInt64Array.of(1n, 2n, -(2n ** 63n)),
      ],
    });
  });
});
