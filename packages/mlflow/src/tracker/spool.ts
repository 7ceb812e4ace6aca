/**
 * Run records that wait for a server, one file each, in the order of their time:
 *
 *   <folder>/20261121T100000000Z-<id>.json                      waits
 *   <folder>/20261121T100000000Z-<id>.json.<pid>-<random>       is being sent by that process
 *   <folder>/rejected/…                                         the server refused it for good
 *
 * A process claims a record by renaming it, so of several exactly one sends it; what a killed one had claimed is taken
 * over by renaming its claim. It leaves out folders that several machines share.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunRecord, runRecord } from '@waymark/contracts';
import { parseJson } from '../transport/failure.js';

const namePattern = /^(\d[\dTZ]*-[0-9a-f]{64}\.json)(?:\.((\d+)-[0-9a-f]{12}))?$/;
/** Process ids are given out again: an older claim is a dead one's, whoever has its id now. */
const maxClaimMs = 60 * 60 * 1000;

export interface ClaimedRecord {
  /** Undefined when the file holds no run record. */
  readonly run: RunRecord | undefined;
  readonly name: string;
}

interface Entry {
  readonly name: string;
  readonly file: string;
  /** Who sends it; undefined when it waits. */
  readonly claim: string | undefined;
  readonly pid: number;
}

export class Spool {
  readonly #folder: string;
  readonly #claim = `${process.pid}-${randomBytes(6).toString('hex')}`;

  /** @param folder e.g. `.waymark/spool`; created by the first record. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Stores the record, whole or not at all. The same record again changes nothing. */
  async add(run: RunRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const name = `${run.time.replace(/[^\dTZ]/g, '')}-${run.id}.json`;
    const temporary = join(this.#folder, `.${this.#claim}.tmp`);
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(run, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(this.#folder, name));
  }

  /** How many records wait or are being sent. */
  async count(): Promise<number> {
    return (await this.#entries()).length;
  }

  /** Claims the oldest record. Undefined when there is none, or when another process is sending it: then that one goes on. */
  async claimNext(): Promise<ClaimedRecord | undefined> {
    for (;;) {
      const oldest = (await this.#entries())[0];
      if (!oldest || (await this.#isBeingSent(oldest))) return undefined;
      const claimed = this.#claimPath(oldest.name);
      if (await moved(join(this.#folder, oldest.file), claimed)) {
        const parsed = runRecord.safeParse(parseJson(await readFile(claimed, 'utf8')));
        return { name: oldest.name, run: parsed.success ? parsed.data : undefined };
      }
    }
  }

  /** The record is on the server. */
  async done({ name }: ClaimedRecord): Promise<void> {
    await rm(this.#claimPath(name), { force: true });
  }

  /** The record waits again. */
  async release({ name }: ClaimedRecord): Promise<void> {
    await rename(this.#claimPath(name), join(this.#folder, name));
  }

  /** Puts the record where nobody sends it again, and gives its path. */
  async reject({ name }: ClaimedRecord): Promise<string> {
    const file = join(this.#folder, 'rejected', name);
    await mkdir(join(this.#folder, 'rejected'), { recursive: true });
    await rename(this.#claimPath(name), file);
    return file;
  }

  #claimPath(name: string): string {
    return join(this.#folder, `${name}.${this.#claim}`);
  }

  async #entries(): Promise<readonly Entry[]> {
    const files = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return files.sort().flatMap((file) => {
      const [, name, claim, pid] = namePattern.exec(file) ?? [];
      return name === undefined ? [] : [{ name, file, claim, pid: Number(pid) }];
    });
  }

  async #isBeingSent({ file, claim, pid }: Entry): Promise<boolean> {
    if (claim === undefined || claim === this.#claim) return false;
    const stats = await stat(join(this.#folder, file)).catch(() => undefined);
    // Renaming sets ctime: when the claim was made.
    const madeAt = stats?.ctimeMs ?? 0;
    const isOwnId = pid === process.pid && madeAt < performance.timeOrigin;
    return !isOwnId && Date.now() - madeAt < maxClaimMs && isAlive(pid);
  }
}

/** False when another process was faster. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0); // signal 0 only asks
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
