/** Expected integers and scales: quantize_dynamic of onnxruntime 1.31 in Python, per_channel and reduce_range. */

import { describe, expect, it } from 'vitest';
import { quantizeWeight, transposeMatrices } from './quantize-weight.js';

describe('quantizeWeight', () => {
  it('gives each column of a matrix its scale', () => {
    const matrix = Float32Array.of(0.8, -0.05, 0.3, -0.33, 0.02, -0.9, 0.111, 0.05, 0.6, -0.7, 0.013, 0.44);
    const { integers, scales, maxAbsError } = quantizeWeight(matrix, { channels: 3, inner: 1 });
    expect(integers).toEqual(Int8Array.of(64, -64, 21, -26, 26, -64, 9, 64, 43, -56, 17, 31));
    expect(scales).toEqual(Float32Array.of(0.012500000186264515, 0.0007812500116415322, 0.01406249962747097));
    // 0.33 is 26.4 scales of 0.0125, 0.3 is 21.33 of 0.01406; 0.4 · 0.0125 is the most.
    expect(maxAbsError).toBeCloseTo(0.005, 7);
  });

  it('gives each row its scale when the channels come first', () => {
    const gates = Float32Array.of(0.5, -1, 0.25, 0.1, -0.75, 0.3, 1, 0.9);
    const { integers, scales } = quantizeWeight(gates, { channels: 4, inner: 2 });
    expect(integers).toEqual(Int8Array.of(32, -64, 64, 26, -64, 26, 64, 58));
    expect(scales).toEqual(Float32Array.of(0.015625, 0.00390625, 0.01171875, 0.015625));
  });

  it('keeps zeros, alone and beside others', () => {
    expect(quantizeWeight(Float32Array.of(0, 0, 1, 0), { channels: 2, inner: 2 })).toEqual({
      integers: Int8Array.of(0, 0, 64, 0),
      scales: Float32Array.of(1, 0.015625),
      maxAbsError: 0,
    });
  });

  it('makes 0 of what is too small for a scale', () => {
    const { integers, maxAbsError } = quantizeWeight(Float32Array.of(2 ** -149), { channels: 1, inner: 1 });
    expect(integers).toEqual(Int8Array.of(0));
    expect(maxAbsError).toBe(2 ** -149);
  });

  it('takes an empty weight', () => {
    expect(quantizeWeight(new Float32Array(), { channels: 0, inner: 1 }).integers).toHaveLength(0);
  });
});

describe('transposeMatrices', () => {
  it('transposes every matrix of a stack', () => {
    const stack = Int8Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);
    expect(transposeMatrices(stack, { rows: 2, columns: 3 })).toEqual(
      Int8Array.of(1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16),
    );
  });
});
