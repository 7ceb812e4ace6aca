/**
 * A step's output folder, written whole: files go to a temporary sibling, which then takes the folder's place. A
 * process that dies leaves the old folder, the new one, or (between two renames) none: the next run makes it anew.
 */

import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Calls `write` with an empty folder that becomes `folder` when it returns, and is deleted when it throws. */
export async function replaceFolder<T>(folder: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent, basename(folder));
  const temporary = await mkdtemp(join(parent, `.new-${basename(folder)}-`));
  try {
    const result = await write(temporary);
    const old = `${join(parent, `.old-${basename(folder)}`)}-${process.pid}`;
    await rename(folder, old).catch(ignoreMissing);
    await rename(temporary, folder);
    await rm(old, { recursive: true, force: true });
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** What a killed process left behind. Callers hold the artifacts' lock, so nobody else is writing these. */
async function removeLeftovers(parent: string, name: string): Promise<void> {
  const stale = (await readdir(parent)).filter(
    (entry) => entry.startsWith(`.new-${name}-`) || entry.startsWith(`.old-${name}-`),
  );
  await Promise.all(stale.map((entry) => rm(join(parent, entry), { recursive: true, force: true })));
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
