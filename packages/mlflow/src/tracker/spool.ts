/**
 * Run records that wait for a server, one file each, in the order of their time: `20261121T100000000Z-<id>.json`. Of
 * several processes one sends them; a killed one's record is taken over.
 */

import { type RunRecord, runRecord } from '@waymark/contracts';
import { parseJson } from '../transport/failure.js';
import { ClaimedFiles } from './claimed-files.js';

const namePattern = /^\d[\dTZ]*-[0-9a-f]{64}\.json$/;

export interface ClaimedRecord {
  /** Undefined when the file holds no run record. */
  readonly run: RunRecord | undefined;
  readonly name: string;
}

export class Spool {
  readonly #files: ClaimedFiles;

  /** @param folder e.g. `.waymark/spool`; created by the first record. */
  constructor(folder: string) {
    this.#files = new ClaimedFiles(folder);
  }

  /** Stores the record, whole or not at all. The same record again changes nothing. */
  async add(run: RunRecord): Promise<void> {
    const name = `${run.time.replace(/[^\dTZ]/g, '')}-${run.id}.json`;
    await this.#files.add(name, `${JSON.stringify(run, null, 2)}\n`);
  }

  /** How many records wait or are being sent. */
  async count(): Promise<number> {
    return (await this.#entries()).length;
  }

  /** Claims the oldest record. Undefined when there is none, or when another process is sending it: then that one goes on. */
  async claimNext(): Promise<ClaimedRecord | undefined> {
    for (;;) {
      const oldest = (await this.#entries())[0];
      if (!oldest) return undefined;
      if (await this.#files.claim(oldest)) {
        const parsed = runRecord.safeParse(parseJson(await this.#files.read(oldest.name)));
        return { name: oldest.name, run: parsed.success ? parsed.data : undefined };
      }
      if ((await this.#entries()).some(({ file }) => file === oldest.file)) return undefined;
    }
  }

  /** The record is on the server. */
  async done({ name }: ClaimedRecord): Promise<void> {
    await this.#files.done(name);
  }

  /** The record waits again. */
  async release({ name }: ClaimedRecord): Promise<void> {
    await this.#files.release(name);
  }

  /** Puts the record where nobody sends it again, and gives its path. */
  async reject({ name }: ClaimedRecord): Promise<string> {
    return this.#files.reject(name);
  }

  async #entries() {
    return (await this.#files.entries()).filter(({ name }) => namePattern.test(name));
  }
}
