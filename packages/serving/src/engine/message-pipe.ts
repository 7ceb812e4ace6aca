/**
 * Messages over the pipe between the server and its worker process: each is JSON and one binary part, which may be
 * empty. Half of what Node's own channel for messages costs, which is on the path of every batch. On the wire, two
 * 32-bit lengths, little-endian, come before the two parts.
 */

import type { Duplex } from 'node:stream';

const lengthBytes = 4;
const prefixBytes = 2 * lengthBytes;

/** A body of as many bytes is copied to be written at once: that takes less than to write its pieces. */
const mostCopiedBytes = 2 ** 16;

/** The binary part of a message: its pieces, one after the other. */
export interface MessageBody {
  readonly pieces: readonly Uint8Array[];
  /** Of all pieces. */
  readonly bytes: number;
}

export function bodyOf(pieces: readonly Uint8Array[]): MessageBody {
  let bytes = 0;
  for (const { length } of pieces) bytes += length;
  return { pieces, bytes };
}

/** Writes one message. The body's pieces must not change until they are written: large ones are not copied. */
export function sendMessage(pipe: Duplex, head: object, ...pieces: readonly Uint8Array[]): void {
  writeMessage(pipe, head, bodyOf(pieces));
}

/** The same with a body whose bytes were counted already. */
export function writeMessage(pipe: Duplex, head: object, { pieces, bytes }: MessageBody): void {
  const text = JSON.stringify(head);
  const textBytes = Buffer.byteLength(text);
  const isCopied = bytes <= mostCopiedBytes;
  const start = Buffer.allocUnsafe(prefixBytes + textBytes + (isCopied ? bytes : 0));
  start.writeUInt32LE(textBytes, 0);
  start.writeUInt32LE(bytes, lengthBytes);
  start.write(text, prefixBytes);
  if (isCopied) {
    let at = prefixBytes + textBytes;
    for (const piece of pieces) {
      start.set(piece, at);
      at += piece.length;
    }
    pipe.write(start);
    return;
  }
  pipe.cork();
  pipe.write(start);
  for (const piece of pieces) if (piece.length > 0) pipe.write(piece);
  pipe.uncork();
}

/** Puts together the messages that come in chunks of any size. */
export class MessageReader {
  readonly #onMessage: (head: unknown, body: ArrayBuffer) => void;
  #part: 'prefix' | 'head' | 'body' = 'prefix';
  /** The part that is being filled. */
  #target = Buffer.alloc(prefixBytes);
  #filled = 0;
  #bodyBytes = 0;
  #head: unknown;

  /** The body has an ArrayBuffer of its own, so that any typed array can be a view on it. */
  constructor(onMessage: (head: unknown, body: ArrayBuffer) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Uint8Array): void {
    for (let offset = 0; offset < chunk.length; ) {
      const bytes = Math.min(this.#target.length - this.#filled, chunk.length - offset);
      this.#target.set(chunk.subarray(offset, offset + bytes), this.#filled);
      this.#filled += bytes;
      offset += bytes;
      if (this.#filled === this.#target.length) this.#endPart();
    }
  }

  #endPart(): void {
    const target = this.#target;
    if (this.#part === 'prefix') {
      this.#bodyBytes = target.readUInt32LE(lengthBytes);
      this.#begin('head', target.readUInt32LE(0));
    } else if (this.#part === 'head') {
      this.#head = JSON.parse(target.toString());
      this.#begin('body', this.#bodyBytes);
      if (this.#bodyBytes === 0) this.#endPart();
    } else {
      this.#begin('prefix', prefixBytes);
      this.#onMessage(this.#head, target.buffer);
    }
  }

  #begin(part: 'prefix' | 'head' | 'body', bytes: number): void {
    this.#part = part;
    this.#target = Buffer.from(new ArrayBuffer(bytes));
    this.#filled = 0;
  }
}
