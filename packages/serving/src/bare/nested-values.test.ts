import { describe, expect, it } from 'vitest';
import { renderLists, tensorOfLists } from './nested-values.js';

const spec = { name: 'x', datatype: 'FP32', dims: [-1, 2] } as const;

describe('tensorOfLists', () => {
  it('takes the shape from the lists', () => {
    const lists = [
      [1, 2],
      [3, 4],
    ];
    expect(tensorOfLists(spec, lists)).toMatchObject({ shape: [2, 2], data: [1, 2, 3, 4] });
    expect(tensorOfLists(spec, 7)).toMatchObject({ shape: [], data: [7] });
    expect(tensorOfLists(spec, [[]])).toMatchObject({ shape: [1, 0], data: [] });
  });

  it('lets a column leave out its inner lists', () => {
    const column = { ...spec, dims: [-1, 1] };
    expect(tensorOfLists(column, [1, 2])).toMatchObject({ shape: [2, 1], data: [1, 2] });
    expect(tensorOfLists(column, [[1], [2]])).toMatchObject({ shape: [2, 1], data: [1, 2] });
  });

  it.each([
    [[[1, 2, 3], [4], [5, 6]]],
    [[1, [2]]],
    [[[1], 2]],
    [JSON.parse('['.repeat(40).concat(']'.repeat(40)))],
  ])('throws REQUEST_INVALID for lists without a shape: %j', (lists) => {
    expect(() => tensorOfLists(spec, lists)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});

describe('renderLists', () => {
  it('nests the values as the shape is', () => {
    const data = Uint8Array.from([1, 2, 3, 4, 5, 6]);
    const tensor = { name: 'y', datatype: 'UINT8' } as const;
    expect(renderLists({ ...tensor, shape: [2, 1, 3], data })).toBe('[[[1,2,3]],[[4,5,6]]]');
    expect(renderLists({ ...tensor, shape: [2, 0], data: new Uint8Array() })).toBe('[[],[]]');
    expect(renderLists({ name: 'y', datatype: 'BYTES', shape: [], data: ['a'] })).toBe('"a"');
  });
});
