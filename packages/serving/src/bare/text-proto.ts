/**
 * A reader of protobuf's text format (protobuf.dev/reference/protobuf/textformat-spec), as `config.pbtxt` is written in
 * it: fields with scalars, lists and messages, without a schema. Extensions and `Any` are left out.
 */

import { modelConfigInvalid } from './errors.js';

export interface TextScalar {
  /** A number, a name such as `true` or `TYPE_FP32`, or the content of a quoted text. */
  readonly text: string;
  readonly isQuoted: boolean;
  readonly line: number;
}

/** Fields by name, in order; one that repeats has several values. */
export interface TextMessage {
  readonly fields: ReadonlyMap<string, readonly TextValue[]>;
  readonly line: number;
}

export type TextValue = TextScalar | TextMessage;

export function isMessage(value: TextValue): value is TextMessage {
  return 'fields' in value;
}

/** @throws `MODEL_CONFIG_INVALID` with the line. */
export function parseTextProto(text: string): TextMessage {
  return new TextParser(text).parse();
}

interface Token {
  readonly kind: 'word' | 'quoted' | 'mark' | 'end';
  readonly text: string;
  readonly line: number;
}

const tokenPattern =
  /(?<space>\s+|#[^\n]*)|(?<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<word>[-+]?[\w.]+(?:[-+]\d+)?)|(?<mark>[{}<>[\]:,;])/gy;

/** A message in a message in a message: more levels than any configuration has. */
const mostLevels = 32;

class TextParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  parse(): TextMessage {
    return this.#message(undefined, 0);
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'the end', line: 0 };
  }

  #take(): Token {
    const token = this.#next;
    this.#at += 1;
    return token;
  }

  #takeMark(marks: string): boolean {
    const { kind, text } = this.#next;
    if (kind !== 'mark' || !marks.includes(text)) return false;
    this.#at += 1;
    return true;
  }

  /** Up to `close`; undefined is the end of the text. */
  #message(close: string | undefined, level: number): TextMessage {
    const { line } = this.#next;
    if (level > mostLevels) throw unexpected(this.#next, `at most ${mostLevels} levels`);
    const fields = new Map<string, TextValue[]>();
    for (;;) {
      const token = this.#take();
      if (close === undefined ? token.kind === 'end' : token.kind === 'mark' && token.text === close)
        return { fields, line };
      if (token.kind !== 'word')
        throw unexpected(token, close === undefined ? 'a field' : `a field or ${close}`);
      const values = fields.get(token.text) ?? [];
      fields.set(token.text, values);
      values.push(...this.#values(level));
      this.#takeMark(',;');
    }
  }

  #values(level: number): readonly TextValue[] {
    const hasColon = this.#takeMark(':');
    if (!this.#takeMark('[')) return [this.#value(level, hasColon)];
    const values: TextValue[] = [];
    while (!this.#takeMark(']')) {
      values.push(this.#value(level, true));
      if (!this.#takeMark(',') && this.#next.text !== ']') throw unexpected(this.#next, ', or ]');
    }
    return values;
  }

  #value(level: number, mayBeScalar: boolean): TextValue {
    if (this.#takeMark('{')) return this.#message('}', level + 1);
    if (this.#takeMark('<')) return this.#message('>', level + 1);
    const token = this.#take();
    if (!mayBeScalar) throw unexpected(token, ': or {');
    if (token.kind === 'word') return { text: token.text, isQuoted: false, line: token.line };
    if (token.kind !== 'quoted') throw unexpected(token, 'a value');
    let { text } = token;
    // Texts that follow each other are one.
    while (this.#next.kind === 'quoted') text += this.#take().text;
    return { text, isQuoted: true, line: token.line };
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  tokenPattern.lastIndex = 0;
  for (let at = 0; at < text.length; at = tokenPattern.lastIndex) {
    const groups = tokenPattern.exec(text)?.groups;
    if (!groups) throw modelConfigInvalid([`line ${line}: cannot be read as protobuf's text format`]);
    const { space, quoted, word, mark } = groups;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: unescaped(quoted.slice(1, -1)), line });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, line });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, line });
    else line += space?.split('\n').length ? space.split('\n').length - 1 : 0;
  }
  return [...tokens, { kind: 'end', text: 'the end of the file', line }];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Names, paths and labels need no more than these. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
}

function unexpected({ text, line }: Token, wanted: string) {
  return modelConfigInvalid([`line ${line}: must have ${wanted}, got ${text}`]);
}
