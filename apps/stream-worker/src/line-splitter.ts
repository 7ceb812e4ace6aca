/** Bytes into lines: UTF-8, ended by `\n` or `\r\n`, wherever the pieces are cut. A line that is too long is left out. */

import { StringDecoder } from 'node:string_decoder';

/** Undefined stands for a line that was too long. */
export type Line = string | undefined;

export class LineSplitter {
  readonly #maxLength: number;
  readonly #decoder = new StringDecoder('utf8');
  /** The begin of a line whose end has not come. */
  #rest = '';
  #isTooLong = false;

  /** @param maxLength UTF-16 units of a line: what is longer is not held. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The lines that ended. */
  push(bytes: Buffer): readonly Line[] {
    const [first = '', ...others] = this.#decoder.write(bytes).split('\n');
    const parts = [this.#rest + first, ...others];
    this.#rest = parts.pop() ?? '';
    const lines = parts.map((text, i) => this.#lineOf(text, i === 0 && this.#isTooLong));
    if (lines.length > 0) this.#isTooLong = false;
    if (this.#rest.length > this.#maxLength) {
      this.#rest = '';
      this.#isTooLong = true;
    }
    return lines;
  }

  /** The last line, where it has no end; none where the input ended with a line. */
  end(): readonly Line[] {
    const text = this.#rest + this.#decoder.end();
    const isTooLong = this.#isTooLong;
    this.#rest = '';
    this.#isTooLong = false;
    return text === '' && !isTooLong ? [] : [this.#lineOf(text, isTooLong)];
  }

  #lineOf(text: string, isCut: boolean): Line {
    if (isCut || text.length > this.#maxLength) return undefined;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}
