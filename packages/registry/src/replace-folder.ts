/**
 * A folder that appears as a whole: written beside its place, synced, then renamed into it. After a crash at any
 * moment the folder is the old one, the new one, or absent (between the two renames), and never a mixture.
 */

import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasErrno, syncFolder, writeSynced } from './durable-file.js';
import { removeStale, temporaryPath } from './temporary-path.js';

export type FolderFiles = ReadonlyMap<string, Uint8Array | string>;

/** Several writers of one folder may push each other's version away; more often than this something else is wrong. */
const maxAttempts = 10;

interface ReplaceFolderOptions {
  /** Asked when a folder is in the way: true keeps it and drops the new one. Default: never. */
  readonly keepExisting?: () => Promise<boolean>;
}

/** Makes `folder` hold exactly `files`, written in their order. */
export async function replaceFolder(
  folder: string,
  files: FolderFiles,
  { keepExisting = async () => false }: ReplaceFolderOptions = {},
): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeStale(parent);
  const temporary = temporaryPath(parent);
  try {
    await mkdir(temporary);
    for (const [name, bytes] of files) await writeSynced(join(temporary, name), bytes);
    await syncFolder(temporary);
    await moveIntoPlace(temporary, folder, keepExisting);
    await syncFolder(parent);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function moveIntoPlace(
  temporary: string,
  folder: string,
  keepExisting: () => Promise<boolean>,
): Promise<void> {
  const old = temporaryPath(dirname(folder));
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await rename(temporary, folder);
      } catch (error) {
        // A folder with content is in the way: POSIX says one of the first two, Windows the third.
        if (attempt === maxAttempts || !hasErrno(error, 'ENOTEMPTY', 'EEXIST', 'EPERM')) throw error;
      }
      if (await keepExisting()) return;
      await moveAway(folder, old);
    }
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}

async function moveAway(folder: string, old: string): Promise<void> {
  await rm(old, { recursive: true, force: true }); // of the attempt before
  try {
    await rename(folder, old);
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error; // another writer moved it away first
  }
}
