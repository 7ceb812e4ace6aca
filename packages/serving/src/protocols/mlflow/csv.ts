/**
 * CSV as RFC 4180 has it: fields between commas, quotes round a field that holds commas, quotes or line breaks, and a
 * quote in it twice. Lines end with CRLF, LF or CR; a line without text is skipped. Nothing is trimmed or guessed.
 */

import { requestInvalid } from '../../http/errors.js';

/**
 * The fields of each record, the header included.
 * @throws `REQUEST_INVALID` when quotes are not as they must be.
 */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let lineStart = 0;
  let at = 0;
  while (at <= text.length) {
    const { value, end } = readField(text, at, records.length);
    record.push(value);
    at = end + 1;
    if (text[end] === ',') continue;
    if (end > lineStart) records.push(record);
    if (text[end] === '\r' && text[at] === '\n') at += 1;
    record = [];
    lineStart = at;
  }
  return records;
}

interface Field {
  readonly value: string;
  /** Where the comma, the line break or nothing is. */
  readonly end: number;
}

function readField(text: string, start: number, record: number): Field {
  return text[start] === '"' ? readQuoted(text, start, record) : readPlain(text, start, record);
}

/** Searched for from where `lastIndex` is set to. */
const special = /[",\r\n]/g;

function readPlain(text: string, start: number, record: number): Field {
  special.lastIndex = start;
  const end = special.exec(text)?.index ?? text.length;
  if (text[end] === '"') throw misplacedQuote(record);
  return { value: text.slice(start, end), end };
}

function readQuoted(text: string, start: number, record: number): Field {
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) throw requestInvalid([`${placeOf(record)} has a quote that is never closed`]);
  const end = close + 1;
  if (end < text.length && !/[,\r\n]/.test(text.charAt(end))) throw misplacedQuote(record);
  return { value: text.slice(start + 1, close).replaceAll('""', '"'), end };
}

function misplacedQuote(record: number) {
  return requestInvalid([
    `${placeOf(record)} has a quote inside of a field; quote the whole field, and write "" for a quote in it`,
  ]);
}

/** Rows are counted as in every other form; the header is none. */
function placeOf(record: number): string {
  return record === 0 ? 'the header of the CSV' : `row ${record - 1} of the CSV`;
}
