import { describe, expect, it } from 'vitest';
import type { NamedTensor } from '../engine/named-tensor.js';
import { unpackNamedTensors } from '../engine/tensor-batch.js';
import { joinRequests, sliceRows } from './join-tensors.js';

const bytes = (name: string, shape: readonly number[], ...data: readonly number[]): NamedTensor => ({
  ...{ name, datatype: 'UINT8', shape },
  data: Uint8Array.from(data),
});
const texts = (shape: readonly number[], ...data: readonly string[]): NamedTensor => ({
  ...{ name: 'text', datatype: 'BYTES', shape, data },
});

describe('joinRequests', () => {
  it('puts the rows of several requests one after the other', () => {
    const { rows, ...batch } = joinRequests([
      { rows: 1, inputs: [bytes('x', [1, 2], 1, 2), texts([1], 'a')] },
      { rows: 2, inputs: [bytes('x', [2, 2], 3, 4, 5, 6), texts([2], 'b', 'c')] },
    ]);
    expect(rows).toBe(3);
    expect(unpackNamedTensors({ rows, ...batch })).toEqual([
      bytes('x', [3, 2], 1, 2, 3, 4, 5, 6),
      texts([3], 'a', 'b', 'c'),
    ]);
    expect(joinRequests([])).toMatchObject({ rows: 0, tensors: [] });
  });

  it('begins each tensor where any type of number may begin, and copies none', () => {
    const x = bytes('x', [1, 3], 1, 2, 3);
    const y = bytes('y', [1, 9], 1, 2, 3, 4, 5, 6, 7, 8, 9);
    const { pieces = [] } = joinRequests([{ rows: 1, inputs: [x, y] }]);
    expect(pieces.map(({ length }) => length)).toEqual([3, 5, 9, 7]);
    expect(pieces[0]).toBe(x.data);
  });
});

describe('sliceRows', () => {
  it('gives some rows of numbers and of texts', () => {
    const tensors = [bytes('y', [3, 2], 1, 2, 3, 4, 5, 6), texts([3, 1], 'a', 'b', 'c')];
    expect(sliceRows(tensors, { firstRow: 1, rows: 2, total: 3 })).toEqual([
      bytes('y', [2, 2], 3, 4, 5, 6),
      texts([2, 1], 'b', 'c'),
    ]);
  });

  it('throws where an output does not have the rows of the inputs', () => {
    expect(() => sliceRows([bytes('y', [2], 1, 2)], { firstRow: 0, rows: 1, total: 3 })).toThrow(
      'output y must have 3 rows as the inputs have, got shape [2]',
    );
  });
});
