/** Expected bytes: the worked examples of protobuf.dev/programming-guides/encoding, or by hand from its rules. */

import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.js';

function hexOf(writer: ProtobufWriter): string {
  return Buffer.from(writer.finish()).toString('hex');
}

describe('ProtobufWriter', () => {
  it.each([
    { value: 0, hex: '0800' },
    { value: 1, hex: '0801' },
    { value: 127, hex: '087f' },
    { value: 128, hex: '088001' },
    { value: 150, hex: '089601' },
    { value: -1, hex: '08ffffffffffffffffff01' },
    { value: -2n, hex: '08feffffffffffffffff01' },
    { value: 2n ** 63n - 1n, hex: '08ffffffffffffffff7f' },
    { value: -(2n ** 63n), hex: '0880808080808080808001' },
    { value: 2 ** 53 - 1, hex: '08ffffffffffffff0f' },
  ])('writes $value as a varint', ({ value, hex }) => {
    expect(hexOf(new ProtobufWriter().varint(1, value))).toBe(hex);
  });

  it('writes tags of fields above 15 in two bytes', () => {
    expect(hexOf(new ProtobufWriter().varint(20, 1))).toBe('a00101');
  });

  it('writes floats as four little-endian bytes', () => {
    expect(hexOf(new ProtobufWriter().float(2, 1))).toBe('150000803f');
    expect(hexOf(new ProtobufWriter().float(2, -0.5))).toBe('15000000bf');
  });

  it('writes texts as UTF-8 with their length in bytes', () => {
    expect(hexOf(new ProtobufWriter().string(2, 'testing'))).toBe('120774657374696e67');
    expect(hexOf(new ProtobufWriter().string(2, 'å'))).toBe('1202c3a5');
    expect(hexOf(new ProtobufWriter().string(2, ''))).toBe('1200');
  });

  it('writes bytes of a view, not of the buffer under it', () => {
    const view = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(hexOf(new ProtobufWriter().bytes(9, view))).toBe('4a020203');
  });

  it('writes a message within a message', () => {
    const inner = new ProtobufWriter().varint(1, 150);
    const outer = new ProtobufWriter().message(3, inner);
    expect(hexOf(outer)).toBe('1a03089601');
    expect(outer.byteLength).toBe(5);
  });

  it('gives no bytes for an empty message', () => {
    expect(hexOf(new ProtobufWriter())).toBe('');
  });
});
