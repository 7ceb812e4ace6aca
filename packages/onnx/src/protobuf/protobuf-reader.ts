/**
 * Reads protobuf messages: one message is scanned as a whole, its fields are decoded when they are asked for, and
 * fields that nobody asks for are skipped. It knows nothing of ONNX. Bytes are views, never copies, save where a number
 * field comes in several parts. Left out: merging of a message that is given twice, which no ONNX writer does.
 */

import {
  type FieldValue,
  MalformedProtobuf,
  unpackVarints,
  WireCursor,
  type WireType,
  wireTypes,
} from './wire-cursor.js';

/** Deeper messages are an attack on the stack, not a model: protobuf's own readers stop here too. */
const maxDepth = 100;

const lenientUtf8 = new TextDecoder('utf-8');

/**
 * One message. Each accessor takes the field's number; a singular one gives the last value, as protobuf says, and
 * undefined when there is none. A repeated number may be packed or not.
 */
export class ProtobufReader {
  /** Where the message begins in the outermost one. */
  readonly offset: number;
  readonly byteLength: number;
  readonly #fields = new Map<number, FieldValue[]>();
  readonly #depth: number;

  /** @throws MalformedProtobuf */
  constructor(bytes: Uint8Array, { offset = 0, depth = 0 } = {}) {
    this.offset = offset;
    this.byteLength = bytes.byteLength;
    this.#depth = depth;
    if (depth > maxDepth) throw new MalformedProtobuf(offset, `messages are nested deeper than ${maxDepth}`);
    const cursor = new WireCursor(bytes, offset);
    while (!cursor.atEnd) {
      const { field, value } = cursor.readField();
      const values = this.#fields.get(field);
      if (values) values.push(value);
      else this.#fields.set(field, [value]);
    }
  }

  /** An int64, int32 or enum field, signed. */
  varint(field: number): bigint | undefined {
    return this.varints(field).at(-1);
  }

  varints(field: number): readonly bigint[] {
    return this.#values(field, 0, 2).flatMap(({ wireType, varint, bytes, offset }) =>
      wireType === 0 ? [varint] : unpackVarints(bytes, offset),
    );
  }

  /** A varint that counts or names something, as a number; out of a number's exact range it is malformed. */
  integer(field: number): number | undefined {
    return this.integers(field).at(-1);
  }

  integers(field: number): readonly number[] {
    return this.varints(field).map((value) => {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw new MalformedProtobuf(this.offset, `field ${field} holds ${value}, which no count or code is`);
    });
  }

  float(field: number): number | undefined {
    return this.floats(field).at(-1);
  }

  floats(field: number): readonly number[] {
    const bytes = this.fixed(field, 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
  }

  /** The bytes of all numbers of a repeated float (width 4) or double (width 8), little-endian. */
  fixed(field: number, width: 4 | 8): Uint8Array {
    const values = this.#values(field, width === 4 ? 5 : 1, 2);
    for (const { bytes, offset } of values)
      if (bytes.byteLength % width !== 0)
        throw new MalformedProtobuf(offset, `field ${field} must hold numbers of ${width} bytes`);
    return concatenate(values.map(({ bytes }) => bytes));
  }

  bytes(field: number): Uint8Array | undefined {
    return this.#values(field, 2).at(-1)?.bytes;
  }

  /** The text, with U+FFFD for what is not UTF-8; empty when the field is missing, as protobuf's default is. */
  string(field: number): string {
    return this.strings(field).at(-1) ?? '';
  }

  strings(field: number): readonly string[] {
    return this.#values(field, 2).map(({ bytes }) => lenientUtf8.decode(bytes));
  }

  message(field: number): ProtobufReader | undefined {
    const value = this.#values(field, 2).at(-1);
    return value && this.#open(value);
  }

  /** The message, which must be there. */
  required(field: number): ProtobufReader {
    const message = this.message(field);
    if (message) return message;
    throw new MalformedProtobuf(this.offset + this.byteLength, `field ${field} must be there`);
  }

  messages(field: number): readonly ProtobufReader[] {
    return this.#values(field, 2).map((value) => this.#open(value));
  }

  #open({ bytes, offset }: FieldValue): ProtobufReader {
    return new ProtobufReader(bytes, { offset, depth: this.#depth + 1 });
  }

  #values(field: number, ...allowed: readonly WireType[]): readonly FieldValue[] {
    const values = this.#fields.get(field) ?? [];
    for (const { wireType, offset } of values)
      if (!allowed.includes(wireType))
        throw new MalformedProtobuf(
          offset,
          `field ${field} must be ${allowed.map((type) => wireTypes[type]).join(' or ')}, and is ${wireTypes[wireType]}`,
        );
    return values;
  }
}

/** One part is given as it is; several are copied together. */
function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(0), ...rest] = parts;
  if (rest.length === 0) return first;
  const whole = new Uint8Array(parts.reduce((total, { byteLength }) => total + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
