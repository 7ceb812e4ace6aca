/**
 * Small files that wait in a folder to be worked on by one process at a time:
 *
 *   <folder>/<name>.json                      waits
 *   <folder>/<name>.json.<pid>-<random>       is being worked on by that process
 *   <folder>/rejected/<name>.json             the server refused it for good
 *
 * A process claims a file by renaming it, so of several exactly one works on it; what a killed one had claimed is taken
 * over by renaming its claim. It leaves out folders that several machines share.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, replaceFile } from '@waymark/registry';

const pattern = /^([^.].*\.json)(?:\.((\d+)-[0-9a-f]{12}))?$/;
/** Process ids are given out again: an older claim is a dead one's, whoever has its id now. */
const maxClaimMs = 60 * 60 * 1000;

export interface ClaimableFile {
  /** Without the claim. */
  readonly name: string;
  readonly file: string;
  /** Who works on it; undefined when it waits. */
  readonly claim: string | undefined;
  readonly pid: number;
}

export class ClaimedFiles {
  readonly #folder: string;
  readonly #claim = `${process.pid}-${randomBytes(6).toString('hex')}`;

  /** @param folder created by the first file. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Stores a file that waits, whole or not at all. The same name again replaces what waits. */
  async add(name: string, text: string): Promise<void> {
    await replaceFile(join(this.#folder, name), text);
  }

  /** All files, those that somebody works on too, by name. */
  async entries(): Promise<readonly ClaimableFile[]> {
    const files = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return files.sort().flatMap((file) => {
      const [, name, claim, pid] = pattern.exec(file) ?? [];
      return name === undefined ? [] : [{ name, file, claim, pid: Number(pid) }];
    });
  }

  /** False when another process works on it, or was faster. */
  async claim(entry: ClaimableFile): Promise<boolean> {
    if (await this.#isAtWork(entry)) return false;
    return moved(join(this.#folder, entry.file), this.#path(entry.name));
  }

  /** The text of a file that this process claimed. */
  async read(name: string): Promise<string> {
    return readFile(this.#path(name), 'utf8');
  }

  /** Replaces the text of a file that this process claimed, whole or not at all. */
  async replace(name: string, text: string): Promise<void> {
    await replaceFile(this.#path(name), text);
  }

  /** The work is done. */
  async done(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  /** The file waits again. */
  async release(name: string): Promise<void> {
    await rename(this.#path(name), join(this.#folder, name));
  }

  /** Puts the file where nobody works on it again, and gives its path. */
  async reject(name: string): Promise<string> {
    const file = join(this.#folder, 'rejected', name);
    await mkdir(join(this.#folder, 'rejected'), { recursive: true });
    await rename(this.#path(name), file);
    return file;
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.${this.#claim}`);
  }

  async #isAtWork({ file, claim, pid }: ClaimableFile): Promise<boolean> {
    if (claim === undefined || claim === this.#claim) return false;
    const stats = await stat(join(this.#folder, file)).catch(() => undefined);
    // Renaming sets ctime: when the claim was made, or its text was replaced.
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
