/**
 * One writer at a time in a project's artifacts. The lock is a file that holds its owner's process id and appears
 * atomically by `link`; the lock of a process that died is taken over. It guards one machine, not a shared disk.
 */

import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '@waymark/registry';
import { artifactsLocked } from './errors.js';

/** Runs `work` while holding the lock of `folder`; throws `ARTIFACTS_LOCKED` when another live process has it. */
export async function withArtifactsLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const lock = join(folder, '.lock');
  await acquire(folder, lock);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(folder: string, lock: string): Promise<void> {
  const mine = `${lock}-${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    for (;;) {
      if (await claim(mine, lock)) return;
      const owner = await ownerOf(lock);
      if (owner !== undefined && isAlive(owner)) throw artifactsLocked(folder, owner);
      await removeDead(lock, owner);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function claim(mine: string, lock: string): Promise<boolean> {
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when the lock went away meanwhile. */
async function ownerOf(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** Moves the dead owner's lock aside; if it was a live one that came between, puts that back. */
async function removeDead(lock: string, dead: number | undefined): Promise<void> {
  if (dead === undefined) return;
  const aside = `${lock}-dead-${process.pid}`;
  try {
    await rename(lock, aside);
    const moved = Number(await readFile(aside, 'utf8'));
    if (moved !== dead) await link(aside, lock).catch(() => undefined);
  } catch {
    // Another process took it over first: the next claim finds out.
  } finally {
    await rm(aside, { force: true });
  }
}
