import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../../host/model-contract.js';
import { BinaryData, decodeTensor, encodeTensor, encodeTexts } from './binary-tensor.js';

const whole: ModelInput = { name: 'a', datatype: 'INT64', nullable: false, integer: true };
const number: ModelInput = { name: 'a', datatype: 'FP64', nullable: false, integer: false };
const text: ModelInput = { name: 'a', datatype: 'BYTES', nullable: false, integer: false };

function decode(input: ModelInput, hex: string) {
  return decodeTensor(input, new BinaryData(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('decodeTensor', () => {
  it('reads INT64, exactly beyond 2^53 too', () => {
    expect(
      decode(whole, '1e00000000000000 ffffffffffffffff ffffffffffff1f00 0100000000002000 0000000000000080'),
    ).toEqual([30, -1, 9007199254740991, 9007199254740993n, -9223372036854775808n]);
  });

  it('reads FP64, and NaN as missing where that may be', () => {
    const hex = '0000000000205440 000000000000f87f 000000000000f0ff';
    expect(decode({ ...number, nullable: true }, hex)).toEqual([80.5, null, Number.NEGATIVE_INFINITY]);
    expect(decode(number, hex)).toEqual([80.5, Number.NaN, Number.NEGATIVE_INFINITY]);
  });

  it('reads BYTES, each after its length', () => {
    expect(decode(text, '04000000 4f736c6f 00000000 05000000 5ac3bc7269')).toEqual(['Oslo', '', 'Züri']);
    expect(decode(text, '03000000 efbbbf')).toEqual(['\ufeff']);
  });

  it('reads numbers that do not lie aligned', () => {
    const bytes = new Uint8Array([9, 9, 9, 30, 0, 0, 0, 0, 0, 0, 0]).subarray(3);
    expect(decodeTensor(whole, new BinaryData(bytes))).toEqual([30]);
  });

  it.each([
    ['no bytes', whole],
    ['no bytes', number],
    ['no bytes', text],
  ])('reads %s as no values', (_, input) => {
    expect(decode(input, '')).toEqual([]);
  });

  it.each<[string, ModelInput, string, string]>([
    ['half a number', whole, '1e000000', 'must have 8 bytes a value, got 4 bytes'],
    ['half a length', text, '0400', 'must have whole elements, got bytes that end within element 0'],
    [
      'a length beyond the end',
      text,
      '00000000 ffffffff 61',
      'must have whole elements, got bytes that end within element 1',
    ],
    ['what is not UTF-8', text, '02000000 c328', 'must have text in UTF-8, got other bytes in element 0'],
  ])('refuses %s', (_, input, hex, problem) => {
    expect(decode(input, hex)).toBe(problem);
  });
});

describe('encodeTensor', () => {
  const range = { firstRow: 1, rows: 1 };

  it('gives the bytes of the rows and no others', () => {
    const layout = { name: 'p', datatype: 'FP32', width: 2 } as const;
    const data = Float32Array.of(1, 2, 0.5, -0.25, 3, 4);
    expect(hexOf(encodeTensor(layout, data, range))).toBe('0000003f000080be');
  });

  it('gives whole numbers with all their digits', () => {
    const layout = { name: 'n', datatype: 'INT64', width: 1 } as const;
    expect(hexOf(encodeTensor(layout, BigInt64Array.of(0n, 9007199254740993n), range))).toBe(
      '0100000000002000',
    );
  });

  it('gives text after its length in bytes', () => {
    const layout = { name: 'label', datatype: 'BYTES', width: 1 } as const;
    expect(hexOf(encodeTensor(layout, ['no', 'Züri'], range))).toBe('050000005ac3bc7269');
    expect(hexOf(encodeTexts(['', 'a']))).toBe('000000000100000061');
  });
});
