/**
 * Where rollouts are kept: `<folder>/<model>.json`, for people to write too. A write is there as a whole or not at all, and
 * is on the disk when it is done.
 */

import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WaymarkError } from '@waymark/contracts';
import { replaceFile } from '@waymark/registry';
import { rolloutFileInvalid } from './errors.js';
import { describeRollout, parseRollout, type RolloutDocument } from './rollout-document.js';

export class RolloutFile {
  readonly #path: string;

  constructor(folder: string, model: string) {
    this.#path = join(folder, `${model}.json`);
  }

  /** Its text; undefined where there is none. */
  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Returns the text that was written. */
  async write(document: RolloutDocument): Promise<string> {
    const text = `${JSON.stringify(describeRollout(document), null, 2)}\n`;
    await replaceFile(this.#path, text);
    return text;
  }

  /** @throws `ROLLOUT_FILE_INVALID` with all problems of the text. */
  parse(text: string): RolloutDocument {
    try {
      return parseRollout(JSON.parse(text));
    } catch (error) {
      const reason =
        error instanceof WaymarkError ? error.message : 'it is empty or cannot be parsed as JSON';
      throw rolloutFileInvalid(join(basename(dirname(this.#path)), basename(this.#path)), reason);
    }
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
