/**
 * Splits CSV text into records, chunk by chunk. Source: RFC 4180, with any line ending (`\r\n`, `\n`, `\r`).
 * It is strict where a lax reader would change data in silence: text after a closing quote and a quote that never closes
 * are problems. Own code because DuckDB 1.5's reader loses rows in silence when a CRLF file has a line feed inside quotes
 * (strict mode), or drops surplus cells (lax mode).
 */

export interface CsvSink {
  /** `line` is the line of the file on which the record starts, from 1. */
  onRecord(cells: readonly string[], line: number): void;
  onProblem(problem: string, line: number): void;
}

type State = 'cellStart' | 'plain' | 'quoted' | 'afterQuote';

const comma = 44;
const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

/** A parser for one file: `push` its text in order, then `finish`. */
export class CsvParser {
  readonly #sink: CsvSink;
  #state: State = 'cellStart';
  #cells: string[] = [];
  #cell = '';
  #line = 1;
  #recordLine = 1;
  #afterCarriageReturn = false;

  constructor(sink: CsvSink) {
    this.#sink = sink;
  }

  push(text: string): void {
    let at = 0;
    while (at < text.length) {
      const end = this.#endOfRun(text, at);
      if (end > at) {
        this.#afterCarriageReturn = false;
        if (this.#state === 'cellStart') this.#state = 'plain';
        this.#cell += text.slice(at, end);
        at = end;
      } else {
        this.#take(text.charCodeAt(at));
        at += 1;
      }
    }
  }

  finish(): void {
    if (this.#state === 'quoted') this.#sink.onProblem('a quote is never closed', this.#recordLine);
    else if (this.#state !== 'cellStart' || this.#cells.length > 0) this.#endRecord();
  }

  /** Where the text from `at` on stops being ordinary in the current state. */
  #endOfRun(text: string, at: number): number {
    if (this.#state === 'afterQuote') return at;
    let end = at;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === quote || code === lineFeed) break;
      if (this.#state !== 'quoted' && (code === comma || code === carriageReturn)) break;
    }
    return end;
  }

  #take(code: number): void {
    const followsCarriageReturn = this.#afterCarriageReturn;
    this.#afterCarriageReturn = false;
    if (this.#state === 'quoted') this.#takeQuoted(code);
    else if (code === comma) this.#endCell();
    else if (code === lineFeed && followsCarriageReturn) this.#recordLine = this.#line;
    else if (code === lineFeed || code === carriageReturn) this.#endLine(code);
    else if (this.#state === 'afterQuote') this.#takeAfterQuote(code);
    else if (this.#state === 'cellStart') this.#state = 'quoted';
    else this.#cell += '"';
  }

  #takeQuoted(code: number): void {
    if (code === quote) {
      this.#state = 'afterQuote';
      return;
    }
    this.#cell += '\n';
    this.#line += 1;
  }

  #takeAfterQuote(code: number): void {
    if (code === quote) {
      this.#cell += '"';
      this.#state = 'quoted';
    } else if (code !== space) {
      this.#sink.onProblem('text follows a closing quote', this.#recordLine);
      this.#state = 'plain';
    }
  }

  #endLine(code: number): void {
    this.#line += 1;
    this.#endRecord();
    this.#afterCarriageReturn = code === carriageReturn;
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'cellStart';
  }

  #endRecord(): void {
    this.#endCell();
    this.#sink.onRecord(this.#cells, this.#recordLine);
    this.#cells = [];
    this.#recordLine = this.#line;
  }
}
