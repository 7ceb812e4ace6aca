/**
 * Writes protobuf messages (protobuf.dev/programming-guides/encoding): varint, 32-bit and length-delimited fields.
 * It knows nothing of ONNX. Bytes are kept by reference until `finish`, so a large field is copied once.
 */

const varintType = 0;
const lengthDelimitedType = 2;
const fixed32Type = 5;

const utf8 = new TextEncoder();

/** One message. Fields come out in the order in which they were written. */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** An int32, int64, bool or enum field. Negative numbers take ten bytes, as the encoding says. */
  varint(field: number, value: number | bigint): this {
    return this.#tag(field, varintType).#append(encodeVarint(BigInt(value)));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, fixed32Type).#append(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, lengthDelimitedType)
      .#append(encodeVarint(BigInt(value.byteLength)))
      .#append(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    this.#tag(field, lengthDelimitedType).#append(encodeVarint(BigInt(value.#byteLength)));
    for (const chunk of value.#chunks) this.#append(chunk);
    return this;
  }

  /** The message's bytes, in an array of their own. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(this.#byteLength);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return bytes;
  }

  #tag(field: number, wireType: number): this {
    return this.#append(encodeVarint(BigInt(field * 8 + wireType)));
  }

  #append(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#byteLength += chunk.byteLength;
    return this;
  }
}

/** Seven bits a byte, lowest first; the top bit says that more follow. Negative values as 64-bit two's complement. */
function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
