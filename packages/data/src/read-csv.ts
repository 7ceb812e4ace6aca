/**
 * CSV: UTF-8 with or without a byte order mark, comma, a header line. Lines that are blank are no rows. All ragged and
 * malformed lines of a file are reported together. Other delimiters and encodings are left out on purpose.
 */

import { createReadStream } from 'node:fs';
import { CsvParser } from './csv-parser.js';
import { fileEmpty, fileUnreadable } from './errors.js';
import type { RawReader, RawTable } from './raw-table.js';

const maxProblemsShown = 20;

export const readCsv: RawReader = async (file, wanted) => {
  const collected = new CsvCollector(wanted);
  const parser = new CsvParser(collected);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of createReadStream(file)) parser.push(decoder.decode(chunk, { stream: true }));
    parser.push(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw fileUnreadable(file, ['it is not UTF-8 text']);
    throw error;
  }
  parser.finish();
  return collected.result(file);
};

/** Gathers records by column and remembers what is wrong with them. */
class CsvCollector {
  readonly #wanted: ReadonlySet<string>;
  readonly #problems: string[] = [];
  readonly #cells = new Map<string, string[]>();
  #names: readonly string[] | undefined;
  /** The columns to keep, by position. */
  #kept: readonly (string[] | undefined)[] = [];
  #problemCount = 0;
  #rows = 0;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  onProblem(problem: string, line: number): void {
    this.#problemCount += 1;
    if (this.#problems.length < maxProblemsShown) this.#problems.push(`line ${line}: ${problem}`);
  }

  onRecord(cells: readonly string[], line: number): void {
    const isBlank = cells.length === 1 && cells[0]?.trim() === '';
    if (this.#names === undefined) {
      if (!isBlank) this.#takeHeader(cells);
      return;
    }
    // In a file with one column, a blank line is a missing value.
    if (isBlank && this.#names.length > 1) return;
    if (cells.length !== this.#names.length)
      this.onProblem(`${this.#names.length} cells are needed, as in the header; got ${cells.length}`, line);
    this.#rows += 1;
    for (let i = 0; i < this.#kept.length; i++) this.#kept[i]?.push(cells[i] ?? '');
  }

  result(file: string): RawTable {
    const hidden = this.#problemCount - this.#problems.length;
    const more = hidden > 0 ? [`… and ${hidden} more`] : [];
    if (this.#problemCount > 0) throw fileUnreadable(file, [...this.#problems, ...more]);
    if (this.#names === undefined) throw fileEmpty(file, 'header');
    return { names: this.#names, rows: this.#rows, cells: this.#cells };
  }

  #takeHeader(cells: readonly string[]): void {
    this.#names = cells.map((cell) => cell.trim());
    this.#kept = this.#names.map((name) => {
      if (!this.#wanted.has(name) || this.#cells.has(name)) return undefined;
      const column: string[] = [];
      this.#cells.set(name, column);
      return column;
    });
  }
}
