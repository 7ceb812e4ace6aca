/** Expected bits and values: np.array(values, np.float32).astype(np.float16) in numpy. */

import { describe, expect, it } from 'vitest';
import { fromFloat16Bits, toFloat16Bits } from './float16.js';

const cases = [
  { value: 0, bits: 0x0000, back: 0 },
  { value: -0, bits: 0x8000, back: -0 },
  { value: 1, bits: 0x3c00, back: 1 },
  { value: -2, bits: 0xc000, back: -2 },
  { value: 0.1, bits: 0x2e66, back: 0.0999755859375 },
  { value: 1 / 3, bits: 0x3555, back: 0.333251953125 },
  // Ties go to the even neighbour.
  { value: 2049, bits: 0x6800, back: 2048 },
  { value: 2051, bits: 0x6802, back: 2052 },
  { value: 65504, bits: 0x7bff, back: 65504 },
  { value: 65519.996, bits: 0x7bff, back: 65504 },
  { value: 65520, bits: 0x7c00, back: Number.POSITIVE_INFINITY },
  { value: -70000, bits: 0xfc00, back: Number.NEGATIVE_INFINITY },
  // Below 2^-14 the steps are 2^-24.
  { value: 6.1e-5, bits: 0x03ff, back: 6.097555160522461e-5 },
  { value: 5.9604645e-8, bits: 0x0001, back: 2 ** -24 },
  { value: 2.9802322e-8, bits: 0x0000, back: 0 },
  { value: 2.9802326e-8, bits: 0x0001, back: 2 ** -24 },
  { value: 8.9406967e-8, bits: 0x0002, back: 1.1920928955078125e-7 },
  { value: Number.NEGATIVE_INFINITY, bits: 0xfc00, back: Number.NEGATIVE_INFINITY },
  { value: Number.NaN, bits: 0x7e00, back: Number.NaN },
];

describe('toFloat16Bits', () => {
  it.each(cases)('rounds $value to the nearest', ({ value, bits }) => {
    expect(toFloat16Bits(Float32Array.of(value))).toEqual(Uint16Array.of(bits));
  });

  it('takes the part of a larger buffer that a weight is', () => {
    const part = Float32Array.of(9, 1, -2, 9).subarray(1, 3);
    expect(toFloat16Bits(part)).toEqual(Uint16Array.of(0x3c00, 0xc000));
  });
});

describe('fromFloat16Bits', () => {
  it.each(cases)('gives $back', ({ bits, back }) => {
    expect(fromFloat16Bits(Uint16Array.of(bits))).toEqual(Float32Array.of(back));
  });

  it('is undone by toFloat16Bits for every number', () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).filter(
      (bits) => (bits & 0x7fff) <= 0x7c00,
    );
    const bits = toFloat16Bits(fromFloat16Bits(all));
    expect(Buffer.from(bits.buffer).equals(Buffer.from(all.buffer))).toBe(true);
  });
});
