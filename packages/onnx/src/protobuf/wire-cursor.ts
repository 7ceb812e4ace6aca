/**
 * The wire format of protobuf (protobuf.dev/programming-guides/encoding): the fields of one message, one after the
 * other, with their place in the file. Left out: groups, which proto3 and ONNX do not have.
 */

/** Where bytes stop being protobuf, counted from the start of the outermost message. */
export class MalformedProtobuf extends Error {
  override readonly name = 'MalformedProtobuf';

  constructor(
    readonly offset: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** A field's value as it stands in the bytes: a varint, or the bytes of anything else. */
export interface FieldValue {
  readonly wireType: WireType;
  readonly offset: number;
  /** Zero unless the field is a varint. */
  readonly varint: bigint;
  /** Empty when the field is a varint. */
  readonly bytes: Uint8Array;
}

export type WireType = keyof typeof wireTypes;

export const wireTypes = { 0: 'varint', 1: '64-bit', 2: 'length-delimited', 5: '32-bit' } as const;
const noBytes = new Uint8Array(0);

/** Steps through the fields of one message. */
export class WireCursor {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #at = 0;

  constructor(bytes: Uint8Array, base: number) {
    this.#bytes = bytes;
    this.#base = base;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  readField(): { readonly field: number; readonly value: FieldValue } {
    const start = this.#base + this.#at;
    const tag = BigInt.asUintN(64, this.readVarint());
    const field = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (field === 0 || field >= 2 ** 29 || !isWireType(wireType))
      throw new MalformedProtobuf(start, `there is no field ${field} of wire type ${wireType}`);
    if (wireType === 0) {
      const offset = this.#base + this.#at;
      return { field, value: { wireType, offset, varint: this.readVarint(), bytes: noBytes } };
    }
    const length = wireType === 2 ? Number(BigInt.asUintN(64, this.readVarint())) : wireType === 1 ? 8 : 4;
    const offset = this.#base + this.#at;
    return { field, value: { wireType, offset, varint: 0n, bytes: this.#take(length, field) } };
  }

  /** Signed: a negative number takes ten bytes. */
  readVarint(): bigint {
    const start = this.#at;
    // The first four bytes as a number, since BigInt is slow and most varints are short.
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#next(start);
      low |= (byte & 127) << shift;
      if (byte < 128) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#next(start);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
    }
    throw new MalformedProtobuf(this.#base + start, 'a varint is longer than ten bytes');
  }

  #next(start: number): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined)
      throw new MalformedProtobuf(this.#base + start, 'a varint goes on behind the end');
    this.#at++;
    return byte;
  }

  #take(length: number, field: number): Uint8Array {
    const left = this.#bytes.byteLength - this.#at;
    if (length > left)
      throw new MalformedProtobuf(
        this.#base + this.#at,
        `field ${field} must have ${length} bytes, and ${left} are left`,
      );
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }
}

/** The numbers of a packed field. */
export function unpackVarints(bytes: Uint8Array, offset: number): readonly bigint[] {
  const cursor = new WireCursor(bytes, offset);
  const values: bigint[] = [];
  while (!cursor.atEnd) values.push(cursor.readVarint());
  return values;
}

function isWireType(value: number): value is WireType {
  return Object.hasOwn(wireTypes, value);
}
