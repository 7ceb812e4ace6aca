/**
 * Writing so that a crash at any moment leaves the old content, the new content or nothing: bytes are synced to the
 * disk under a temporary name before they get their real one (POSIX link(2), rename(2), fsync(2)).
 * It leaves out file systems without hard links: there, creating fails with a clear error.
 */

import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WaymarkError } from '@waymark/contracts';
import { storageFailed } from './errors.js';
import { temporaryPath } from './temporary-path.js';

/** Writes a new file and waits until its bytes are on the disk. */
export async function writeSynced(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Creates a file with its whole content at once, unless it exists: of several processes exactly one succeeds.
 * @returns whether this call created it.
 */
export async function createExclusive(file: string, bytes: Uint8Array | string): Promise<boolean> {
  const temporary = temporaryPath(dirname(file));
  try {
    await writeSynced(temporary, bytes);
    await link(temporary, file);
  } catch (error) {
    if (hasErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(file));
  return true;
}

/** Gives a file another content, or its first one, in a folder that is made where there is none. */
export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = temporaryPath(folder);
  try {
    await writeSynced(temporary, bytes);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

/** Waits until the folder's entries are on the disk. Windows cannot open folders and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch((error: unknown) => {
    if (hasErrno(error, 'EISDIR', 'EPERM')) return undefined;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

/** The folder's entries; none when there is no such folder. */
export async function readdirOrNone(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  });
}

/** Runs what touches the disk below `path`, and turns the system's errors into `STORAGE_FAILED`. */
export async function guardStorage<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (isSystemError(error)) throw storageFailed(path, error);
    throw error;
  }
}

/** Whether the error came from the system with one of these codes. */
export function hasErrno(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || error instanceof WaymarkError) return false;
  return 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
