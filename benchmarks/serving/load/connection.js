/**
 * One kept-alive HTTP/1.1 connection with one request at a time: bytes that were made before go out, and of the answer
 * only what a client must see is looked at: the status, the length, the body's text. Node's own client takes several
 * times as long, and then the load, not the server, would be measured. Chunked answers are left out: no contestant
 * sends them.
 */

import { connect } from 'node:net';

/** All connections read into it: what was read is copied out before the next read. */
const readBuffer = Buffer.allocUnsafe(2 ** 18);

export class Connection {
  /** What the answer is an answer to; undefined between requests. */
  request;
  #options;
  #socket;
  #text = '';
  /** How long the text must be, as far as that is known. */
  #length = 0;
  #bodyAt = 0;

  /**
   * @param options `host`, `port`, `onAnswer(connection, request, answer)` and `onLost(connection, request, reason)`.
   * An answer is `{ status, text, bodyAt }`; its body is read as Latin-1: what is compared in it are numbers.
   */
  constructor(options) {
    this.#options = options;
  }

  /** Connects before the first request; settles when that was done, or failed. */
  open() {
    this.#socket ??= this.#connect();
    return new Promise((resolve) => {
      this.#socket.once('connect', resolve).once('close', resolve);
    });
  }

  /** Connects where it must. @param {Buffer} bytes The whole request. */
  send(bytes, request) {
    this.request = request;
    this.#socket ??= this.#connect();
    this.#socket.write(bytes);
  }

  close() {
    this.#socket?.destroy();
  }

  #connect() {
    const { host, port } = this.#options;
    const callback = (count, buffer) => this.#read(buffer, count);
    const socket = connect({ host, port, noDelay: true, onread: { buffer: readBuffer, callback } });
    let reason = 'the connection was closed';
    socket.on('error', (error) => {
      reason = error.code ?? error.message;
    });
    socket.on('close', () => {
      // The next request opens another one.
      this.#socket = undefined;
      this.#text = '';
      this.#length = 0;
      const { request } = this;
      this.request = undefined;
      if (request !== undefined) this.#options.onLost(this, request, reason);
    });
    return socket;
  }

  #read(buffer, count) {
    const part = buffer.latin1Slice(0, count);
    this.#text = this.#text === '' ? part : this.#text + part;
    if (this.#length === 0) this.#readHead();
    if (this.#length > 0 && this.#text.length >= this.#length) this.#finish();
    return true;
  }

  #readHead() {
    const end = this.#text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const found = /\r\ncontent-length: *(\d+)/i.exec(this.#text);
    if (found === null || found.index > end) {
      this.#socket.destroy(new Error('an answer must have a content-length'));
      return;
    }
    this.#bodyAt = end + 4;
    this.#length = this.#bodyAt + Number(found[1]);
  }

  #finish() {
    const { request } = this;
    const answer = { status: Number(this.#text.slice(9, 12)), text: this.#text, bodyAt: this.#bodyAt };
    const isWhole = this.#text.length === this.#length && request !== undefined;
    this.#text = '';
    this.#length = 0;
    if (!isWhole) {
      this.#socket.destroy(new Error('more came than was asked for'));
      return;
    }
    this.request = undefined;
    this.#options.onAnswer(this, request, answer);
  }
}
