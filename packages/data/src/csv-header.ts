/** The names in a CSV file's header line. DuckDB would have to sniff to tell how many columns there are. */

import { createReadStream } from 'node:fs';

/** More than any real header: a file without a line break in so much text is not a CSV file with a header. */
const maxHeaderBytes = 1024 * 1024;

/** The trimmed names, in order; undefined when the file holds no text. */
export async function readCsvHeader(file: string): Promise<readonly string[] | undefined> {
  let text = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', end: maxHeaderBytes })) {
    text += String(chunk);
    const names = parseHeader(text.replace(/^\uFEFF/, ''));
    if (names.isComplete) return namesOf(names.cells);
  }
  const { cells } = parseHeader(text.replace(/^\uFEFF/, ''));
  return namesOf(cells);
}

/** UTF-16 where the file begins with its byte order mark: read as UTF-8, its columns would only seem to be missing. */
export async function utf16MarkOf(file: string): Promise<'UTF-16LE' | 'UTF-16BE' | undefined> {
  for await (const chunk of createReadStream(file, { end: 1 })) {
    // A stream without an encoding gives buffers.
    const mark = (chunk as Buffer).toString('hex');
    if (mark === 'fffe') return 'UTF-16LE';
    if (mark === 'feff') return 'UTF-16BE';
  }
  return undefined;
}

/** A first line that is blank is no header. */
function namesOf(cells: readonly string[]): readonly string[] | undefined {
  return cells.some((cell) => cell !== '') ? cells : undefined;
}

/** Splits at commas outside of quotes, up to the first line break outside of quotes. */
function parseHeader(text: string): { readonly cells: readonly string[]; readonly isComplete: boolean } {
  const cells = [''];
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && (character === '\n' || character === '\r'))
      return { cells: cells.map(unquote), isComplete: true };
    if (!isQuoted && character === ',') cells.push('');
    else cells[cells.length - 1] += character;
  }
  return { cells: cells.map(unquote), isComplete: false };
}

function unquote(cell: string): string {
  const trimmed = cell.trim();
  return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1
    ? trimmed.slice(1, -1).replaceAll('""', '"').trim()
    : trimmed;
}
