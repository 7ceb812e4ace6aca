/**
 * Where rollouts are kept: `<folder>/<model>.json`, for people to write too. A write is there as a whole or not at all, and
 * is on the disk when it is done.
 */

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyNotJson } from '../http/errors.js';
import { describeRollout, parseRollout, type RolloutDocument } from './rollout-document.js';

export class RolloutFile {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string, model: string) {
    this.#folder = folder;
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
    const temporary = `${this.#path}.${process.pid}.tmp`;
    await mkdir(this.#folder, { recursive: true });
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.#path);
    return text;
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

/** @throws `BODY_NOT_JSON`, `REQUEST_INVALID` with all problems. */
export function parseRolloutText(text: string): RolloutDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bodyNotJson();
  }
  return parseRollout(value);
}
