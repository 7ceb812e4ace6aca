/** Bytes: the worked examples of protobuf.dev/programming-guides/encoding, or by hand from its rules. */

import { describe, expect, it } from 'vitest';
import { ProtobufReader } from './protobuf-reader.js';
import { MalformedProtobuf } from './wire-cursor.js';

function read(hex: string): ProtobufReader {
  return new ProtobufReader(Uint8Array.from(Buffer.from(hex, 'hex')));
}

function malformed(call: () => unknown): { readonly offset: number; readonly message: string } {
  try {
    call();
  } catch (error) {
    if (error instanceof MalformedProtobuf) return { offset: error.offset, message: error.message };
    throw error;
  }
  throw new TypeError('the call must throw a MalformedProtobuf; it returned');
}

describe('ProtobufReader', () => {
  it.each([
    { value: 0n, hex: '0800' },
    { value: 127n, hex: '087f' },
    { value: 150n, hex: '089601' },
    { value: 2n ** 28n - 1n, hex: '08ffffff7f' },
    { value: 2n ** 28n, hex: '088080808001' },
    { value: -1n, hex: '08ffffffffffffffffff01' },
    { value: 2n ** 63n - 1n, hex: '08ffffffffffffffff7f' },
    { value: -(2n ** 63n), hex: '0880808080808080808001' },
  ])('reads $value from a varint', ({ value, hex }) => {
    expect(read(hex).varint(1)).toBe(value);
  });

  it('reads texts as UTF-8, and puts U+FFFD where they are not', () => {
    expect(read('120774657374696e67').string(2)).toBe('testing');
    expect(read('1202c3a5').string(2)).toBe('å');
    expect(read('1201ff').string(2)).toBe('\ufffd');
  });

  it('reads a message within a message', () => {
    const message = read('1a03089601').message(3);
    expect({ offset: message?.offset, value: message?.integer(1) }).toEqual({ offset: 2, value: 150 });
  });

  it('reads repeated numbers, packed or not, or both', () => {
    expect(read('3206038e029ea705').varints(6)).toEqual([3n, 270n, 86942n]);
    expect(read('30033004320105').integers(6)).toEqual([3, 4, 5]);
    expect(read('150000803f1208000000bf00000040').floats(2)).toEqual([1, -0.5, 2]);
    expect(read('09000000000000f03f').fixed(1, 8)).toEqual(
      Uint8Array.from(Buffer.from('000000000000f03f', 'hex')),
    );
  });

  it('gives the last value of a field that is not repeated', () => {
    expect(read('08010802').integer(1)).toBe(2);
  });

  it('gives nothing for fields that are missing', () => {
    const message = read('');
    expect([message.varint(1), message.float(1), message.bytes(1), message.message(1)]).toEqual(
      Array(4).fill(undefined),
    );
    expect([message.string(1), message.varints(1), message.messages(1)]).toEqual(['', [], []]);
  });

  it('skips fields that nobody asks for', () => {
    // Fields 1 to 3 and 100 of each wire type, then field 4.
    expect(read('08960111000000000000f03f1a0161a506000000002005').integer(4)).toBe(5);
  });

  it.each([
    { title: 'a varint that is cut off', hex: '0896', offset: 1, reason: 'behind the end' },
    { title: 'a varint that never ends', hex: `08${'ff'.repeat(11)}`, offset: 1, reason: 'ten bytes' },
    {
      title: 'a text that is cut off',
      hex: '120774',
      offset: 2,
      reason: 'must have 7 bytes, and 1 are left',
    },
    {
      title: 'a float that is cut off',
      hex: '150000',
      offset: 1,
      reason: 'must have 4 bytes, and 2 are left',
    },
    { title: 'a group', hex: '0b', offset: 0, reason: 'no field 1 of wire type 3' },
    { title: 'field 0', hex: '080100', offset: 2, reason: 'no field 0' },
  ])('refuses $title, and says where', ({ hex, offset, reason }) => {
    const error = malformed(() => read(hex));
    expect(error.offset).toBe(offset);
    expect(error.message).toContain(reason);
  });

  it('refuses a field of another wire type than the one that is asked for', () => {
    expect(malformed(() => read('089601').string(1))).toEqual({
      offset: 1,
      message: 'field 1 must be length-delimited, and is varint',
    });
  });

  it('refuses a count that a number cannot hold', () => {
    const error = malformed(() => read('08ffffffffffffffff7f').integer(1));
    expect(error.message).toContain('9223372036854775807');
  });

  it('refuses packed numbers of a broken length', () => {
    expect(malformed(() => read('1203000000').floats(2)).message).toBe(
      'field 2 must hold numbers of 4 bytes',
    );
  });

  it('refuses a message that must be there and is not', () => {
    expect(malformed(() => read('0801').required(2))).toEqual({
      offset: 2,
      message: 'field 2 must be there',
    });
  });

  it('refuses messages that are nested without end', () => {
    let bytes = Buffer.alloc(0);
    for (let depth = 0; depth < 101; depth++) {
      const length = bytes.byteLength;
      const prefix = length < 128 ? [0x0a, length] : [0x0a, (length & 127) | 128, length >> 7];
      bytes = Buffer.concat([Uint8Array.from(prefix), bytes]);
    }
    const descend = (message: ProtobufReader): void => {
      for (const inner of message.messages(1)) descend(inner);
    };
    expect(malformed(() => descend(new ProtobufReader(bytes))).message).toContain('deeper than 100');
  });
});
