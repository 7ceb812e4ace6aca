/** Expected orders: the same calls in numpy (transpose, broadcast_to, slices with steps, on arange). */

import { describe, expect, it } from 'vitest';
import { broadcastStrides, offsetsOf, pickRuns, stridesOf, transposeData } from './strided-data.js';

const range = (length: number) => Float32Array.from({ length }, (_, i) => i);

describe('transposeData', () => {
  it('moves every element when the last axis moves', () => {
    // np.arange(6).reshape(2, 3).T
    expect(transposeData(range(6), [2, 3], [1, 0])).toEqual(Float32Array.of(0, 3, 1, 4, 2, 5));
    // np.arange(12).reshape(2, 3, 2).transpose(2, 0, 1)
    expect(transposeData(range(12), [2, 3, 2], [2, 0, 1])).toEqual(
      Float32Array.of(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11),
    );
  });

  it('moves whole rows when the last axis stays', () => {
    // np.arange(12).reshape(2, 3, 2).transpose(1, 0, 2)
    expect(transposeData(range(12), [2, 3, 2], [1, 0, 2])).toEqual(
      Float32Array.of(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11),
    );
  });

  it('copies nothing when only axes of length 1 move', () => {
    const data = range(6);
    expect(transposeData(data, [1, 2, 3], [1, 0, 2])).toBe(data);
    expect(transposeData(data, [2, 1, 3], [0, 2, 1])).toBe(data);
  });

  it.each([
    Float64Array.of(1, 2, 3, 4),
    Int32Array.of(1, 2, 3, 4),
    BigInt64Array.of(1n, 2n, 3n, 4n),
    Uint8Array.of(1, 2, 3, 4),
    Int8Array.of(1, 2, 3, 4),
    Uint16Array.of(1, 2, 3, 4),
  ])('keeps the kind of array: %o', (data) => {
    const moved = transposeData(data, [2, 2], [1, 0]);
    expect(moved.constructor).toBe(data.constructor);
    expect(Array.from(moved, Number)).toEqual([1, 3, 2, 4]);
  });

  it('moves texts', () => {
    expect(transposeData(['a', 'b', 'c', 'd'], [2, 2], [1, 0])).toEqual(['a', 'c', 'b', 'd']);
  });

  it('takes what is empty', () => {
    expect(transposeData(range(0), [2, 0], [1, 0])).toEqual(range(0));
  });
});

describe('offsetsOf', () => {
  it('repeats what is broadcast', () => {
    // np.broadcast_to(np.arange(3).reshape(3, 1), (2, 3, 2))
    const strides = broadcastStrides([3, 1], [2, 3, 2]);
    expect(strides).toEqual([0, 1, 0]);
    expect(offsetsOf([2, 3, 2], strides)).toEqual(Uint32Array.of(0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2));
  });

  it('steps over what a slice leaves out', () => {
    // np.arange(8).reshape(2, 4)[:, 3::-2]
    expect(stridesOf([2, 4])).toEqual([4, 1]);
    expect(pickRuns(range(8), offsetsOf([2, 2], [4, -2], 3))).toEqual(Float32Array.of(3, 1, 7, 5));
  });

  it('has one offset for a scalar', () => {
    expect(offsetsOf([], [])).toEqual(Uint32Array.of(0));
  });
});
