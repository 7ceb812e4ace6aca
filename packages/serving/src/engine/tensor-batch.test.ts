import { describe, expect, it } from 'vitest';
import type { NamedTensor } from './named-tensor.js';
import { packNamedTensors, unpackNamedTensors } from './tensor-batch.js';

const tensors: readonly NamedTensor[] = [
  { name: 'a', datatype: 'UINT8', shape: [3], data: Uint8Array.from([1, 2, 3]) },
  { name: 'text', datatype: 'BYTES', shape: [1, 2], data: ['x', ''] },
  { name: 'b', datatype: 'INT16', shape: [1, 1], data: Uint8Array.from([4, 5]) },
  { name: 'more', datatype: 'BYTES', shape: [], data: ['y'] },
  { name: 'none', datatype: 'FP64', shape: [0, 2], data: new Uint8Array() },
];

describe('packNamedTensors', () => {
  it('lays each tensor from a multiple of 8 on, and texts into the table', () => {
    const batch = packNamedTensors(tensors, 1);
    expect([...new Uint8Array(batch.buffer)]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0]);
    expect(batch).toMatchObject({ rows: 1, strings: ['x', '', 'y'] });
    expect(batch.tensors[2]).toEqual({ name: 'b', datatype: 'INT16', shape: [1, 1] });
  });
});

describe('unpackNamedTensors', () => {
  it('gives back what was packed, numbers as views on the buffer', () => {
    const batch = packNamedTensors(tensors, 1);
    const unpacked = unpackNamedTensors(batch);
    expect(unpacked).toEqual(tensors);
    const [first] = unpacked;
    expect(first?.data instanceof Uint8Array && first.data.buffer).toBe(batch.buffer);
    expect(unpackNamedTensors(packNamedTensors([], 0))).toEqual([]);
  });
});
