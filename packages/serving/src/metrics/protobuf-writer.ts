/**
 * As much of the protobuf wire format (protobuf.dev, "Encoding") as metrics need. A field that is 0 or empty is written
 * like any other: a reader of histograms wants to see it.
 */

const varintType = 0;
const fixed64Type = 1;
const lengthType = 2;

export class ProtobufWriter {
  readonly #bytes: number[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** A whole number from 0 to 2^53. */
  unsigned(field: number, value: number): void {
    this.#tag(field, varintType);
    this.#varint(value);
  }

  /** `sint32` or `sint64`: small numbers of either sign are short. */
  signed(field: number, value: number): void {
    this.unsigned(field, zigZag(value));
  }

  packedSigned(field: number, values: readonly number[]): void {
    this.message(field, (packed) => {
      for (const value of values) packed.#varint(zigZag(value));
    });
  }

  double(field: number, value: number): void {
    this.#tag(field, fixed64Type);
    this.#append(new Uint8Array(Float64Array.of(value).buffer));
  }

  text(field: number, value: string): void {
    this.#tag(field, lengthType);
    this.#delimited(Buffer.from(value));
  }

  message(field: number, write: (message: ProtobufWriter) => void): void {
    this.#tag(field, lengthType);
    this.delimitedMessage(write);
  }

  /** With its length and without a field: one of several in a stream. */
  delimitedMessage(write: (message: ProtobufWriter) => void): void {
    const message = new ProtobufWriter();
    write(message);
    this.#delimited(message.#bytes);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #delimited(bytes: ArrayLike<number> & Iterable<number>): void {
    this.#varint(bytes.length);
    this.#append(bytes);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) + 128);
    this.#bytes.push(rest);
  }

  #append(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }
}

function zigZag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
