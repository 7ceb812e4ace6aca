import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../host/model-contract.js';
import type { InputTensor, TensorContents } from './messages.js';
import { decodeContents, encodeContents, exactInteger, filledFields } from './tensor-contents.js';

const nothing: TensorContents = {
  ...{ bool_contents: [], int_contents: [], int64_contents: [], uint_contents: [] },
  ...{ uint64_contents: [], fp32_contents: [], fp64_contents: [], bytes_contents: [] },
};

function tensor(datatype: string, contents: Partial<TensorContents> | null): InputTensor {
  const given = contents && { ...nothing, ...contents };
  return { name: 'x', datatype, shape: [], parameters: {}, contents: given };
}

const column: ModelInput = { name: 'x', datatype: 'FP64', nullable: false, integer: false };

describe('decodeContents', () => {
  it('gives whole numbers of 64 bits, and big integers where numbers would round them', () => {
    const int64_contents = [
      { low: 30, high: 0, unsigned: false },
      { low: -1, high: -1, unsigned: false },
      { low: 1, high: 2 ** 21, unsigned: false },
    ];
    expect(decodeContents(tensor('INT64', { int64_contents }), column)).toEqual([
      30,
      -1,
      9_007_199_254_740_993n,
    ]);
  });

  it('takes NaN as missing where the column may be missing', () => {
    const numbers = tensor('FP64', { fp64_contents: [1.5, Number.NaN] });
    expect(decodeContents(numbers, { ...column, nullable: true })).toEqual([1.5, null]);
    expect(decodeContents(numbers, column)).toEqual([1.5, Number.NaN]);
    expect(decodeContents(numbers, undefined)).toEqual([1.5, Number.NaN]);
  });

  it('gives text as it is, and names the element that is none', () => {
    const texts = [Buffer.from('Ærø'), Buffer.from('')];
    expect(decodeContents(tensor('BYTES', { bytes_contents: texts }), column)).toEqual(['Ærø', '']);
    const broken = tensor('BYTES', { bytes_contents: [...texts, Uint8Array.of(0xff)] });
    expect(decodeContents(broken, column)).toBe('must have text in UTF-8, got other bytes in element 2');
  });

  it('refuses values in another field than the datatype’s', () => {
    const text = tensor('INT64', { bytes_contents: [Buffer.from('30')], fp64_contents: [30] });
    expect(decodeContents(text, column)).toBe(
      'must have its values in int64_contents, got fp64_contents and bytes_contents',
    );
  });

  it('gives nothing where nothing came, or where the datatype has no field', () => {
    expect(decodeContents(tensor('FP64', null), column)).toEqual([]);
    expect(decodeContents(tensor('FP64', {}), column)).toEqual([]);
    expect(decodeContents(tensor('FP16', { fp32_contents: [1] }), column)).toEqual([]);
    expect(decodeContents(tensor('toString', { fp32_contents: [1] }), column)).toEqual([]);
  });
});

describe('filledFields', () => {
  it('names the fields that have values', () => {
    expect(filledFields(null)).toEqual([]);
    expect(filledFields({ ...nothing, uint_contents: [0], bool_contents: [false] })).toEqual([
      'bool_contents',
      'uint_contents',
    ]);
  });
});

describe('encodeContents', () => {
  const some = { firstRow: 1, rows: 1 };

  it('gives the asked rows of numbers', () => {
    const layout = { name: 'p', datatype: 'FP32', width: 2 } as const;
    expect(encodeContents(layout, Float32Array.of(0, 1, 0.25, 0.75, 1, 0), some)).toEqual({
      fp32_contents: [0.25, 0.75],
    });
  });

  it('gives 64-bit numbers as digits, and text as bytes', () => {
    const integers = { name: 'n', datatype: 'INT64', width: 1 } as const;
    expect(encodeContents(integers, BigInt64Array.of(0n, 9_007_199_254_740_993n), some)).toEqual({
      int64_contents: ['9007199254740993'],
    });
    const texts = { name: 'label', datatype: 'BYTES', width: 1 } as const;
    expect(encodeContents(texts, ['no', 'yes'], some)).toEqual({ bytes_contents: [Buffer.from('yes')] });
  });
});

describe('exactInteger', () => {
  it('is exact at both ends of signed and unsigned numbers', () => {
    expect(exactInteger({ low: 0, high: -(2 ** 31), unsigned: false })).toBe(-9_223_372_036_854_775_808n);
    expect(exactInteger({ low: -1, high: 2 ** 31 - 1, unsigned: false })).toBe(9_223_372_036_854_775_807n);
    expect(exactInteger({ low: -1, high: -1, unsigned: true })).toBe(18_446_744_073_709_551_615n);
    expect(exactInteger({ low: -1, high: 2 ** 21 - 1, unsigned: true })).toBe(9_007_199_254_740_991);
  });
});
