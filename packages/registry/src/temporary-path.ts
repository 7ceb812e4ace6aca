/**
 * Names for files and folders that are not finished yet. They carry the writer's process id, so that the next writer
 * can remove what a killed one left. A day is the limit for ids that a container or a restart gave out again.
 */

import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './is-alive.js';

const pattern = /^\.waymark-tmp-(\d+)-[0-9a-f]{12}$/;
const dayMs = 24 * 60 * 60 * 1000;

/** A path in `folder` that nobody else uses. */
export function temporaryPath(folder: string): string {
  return join(folder, `.waymark-tmp-${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** Removes temporary files and folders in `folder` whose writers are dead. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = pattern.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(folder, name);
    if (!isAlive(Number(pid)) || (await isOld(path))) await rm(path, { recursive: true, force: true });
  }
}

async function isOld(path: string): Promise<boolean> {
  // Another writer may have removed it since.
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > dayMs;
}
