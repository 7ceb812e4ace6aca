import { describe, expect, it } from 'vitest';
import type { TensorDatatype } from '../engine/named-tensor.js';
import { halfToNumber } from './half-float.js';
import { encodeValues, renderValue, valuesOf } from './tensor-values.js';

describe('encodeValues', () => {
  it.each([
    ['BOOL', [true, false], '0100'],
    ['UINT8', [0, 255], '00ff'],
    ['INT8', [-1, 127], 'ff7f'],
    ['UINT16', [65_535], 'ffff'],
    ['INT16', [-2], 'feff'],
    ['UINT32', [4_294_967_295], 'ffffffff'],
    ['INT32', [-2], 'feffffff'],
    ['INT64', [-1, 2n ** 62n], 'ffffffffffffffff0000000000000040'],
    ['UINT64', [2n ** 64n - 1n], 'ffffffffffffffff'],
    ['FP32', [1.5], '0000c03f'],
    ['FP64', [-2], '00000000000000c0'],
  ] as const)('lays %s out little-endian, and gives the values back', (datatype, values, hex) => {
    const data = encodeValues(datatype, values);
    expect(data).toBeInstanceOf(Uint8Array);
    const bytes = data as Uint8Array;
    expect(Buffer.from(bytes).toString('hex')).toBe(hex);
    const back = valuesOf({ name: 'x', datatype, shape: [values.length], data: bytes });
    expect(Array.from(back, renderValue)).toEqual(values.map(String));
  });

  it('reads bytes from anywhere, also where no view may start', () => {
    const data = new Uint8Array([9, 0, 0, 0xc0, 0x3f]).subarray(1);
    expect(Array.from(valuesOf({ name: 'x', datatype: 'FP32', shape: [1], data }))).toEqual([1.5]);
  });

  it.each([
    ['UINT8', [256]],
    ['UINT8', [1.5]],
    ['INT32', ['1']],
    ['INT64', [2 ** 53]],
    ['UINT64', [-1]],
    ['BOOL', [1]],
    ['BYTES', [1]],
    ['FP32', [null]],
    ['FP32', [1e39]],
    ['FP32', [Number.POSITIVE_INFINITY]],
    ['FP64', [Number.NEGATIVE_INFINITY]],
    ['BYTES', ['a\0b']],
    ['FP16', [1]],
  ] satisfies readonly (readonly [
    TensorDatatype,
    readonly unknown[],
  ])[])('says what is wrong with %s %j', (datatype, values) => {
    expect(encodeValues(datatype, values)).toMatch(/^must (have|come)/);
  });

  it('takes infinities only where they are meant, and what is too large nowhere', () => {
    const infinities = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const bytes = encodeValues('FP32', infinities, { hasInfinities: true });
    expect(Buffer.from(bytes as Uint8Array).toString('hex')).toBe('0000807f000080ff');
    for (const [datatype, value] of [
      ['FP32', 1e39],
      ['INT32', Number.POSITIVE_INFINITY],
    ] as const)
      expect(encodeValues(datatype, [value], { hasInfinities: true })).toMatch(/^must have/);
    expect(encodeValues('FP64', [Number.NaN])).toEqual(Buffer.from('000000000000f87f', 'hex'));
  });
});

describe('renderValue', () => {
  it('writes valid JSON of any value', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, true, 'a"b', -0.5, -0];
    expect(values.map(renderValue)).toEqual([
      'null',
      'null',
      '9223372036854775808',
      'true',
      '"a\\"b"',
      '-0.5',
      '-0.0',
    ]);
  });
});

describe('halfToNumber', () => {
  // IEEE 754-2008, binary16.
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
    [0x8000, -0],
  ])('reads %i as %d', (bits, value) => {
    expect(halfToNumber(bits)).toBe(value);
  });
});
