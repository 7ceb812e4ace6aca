/**
 * The folder of a prediction log: its segments by name, oldest first, and the deletion of those that are too old or
 * too many. A name starts with the time at which its segment was begun, so that names sort by age.
 */

import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const suffix = '.jsonl';

export interface SegmentLimits {
  /** All segments together. */
  readonly maxTotalBytes: number;
  /** Since the last write to a segment. */
  readonly maxAgeMs: number;
}

/** A name that no other process chooses, even at the same moment. */
export function newSegmentName(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:.]/g, '');
  return `${time}-${randomBytes(4).toString('hex')}${suffix}`;
}

/** Paths of the segments, oldest first; none when the folder does not exist. */
export async function listSegments(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Deletes the segments that break the limits, the oldest first, and never `current`. */
export async function pruneSegments(
  folder: string,
  current: string | undefined,
  { maxTotalBytes, maxAgeMs, now }: SegmentLimits & { readonly now: number },
): Promise<void> {
  const paths = await listSegments(folder);
  const segments = await Promise.all(paths.map(async (path) => ({ path, ...(await sizeAndTime(path)) })));
  let total = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes, writtenAt } of segments) {
    if (path === current || (total <= maxTotalBytes && now - writtenAt <= maxAgeMs)) continue;
    await rm(path, { force: true });
    total -= bytes;
  }
}

/** Another process may delete a segment between the listing and this. */
async function sizeAndTime(path: string): Promise<{ bytes: number; writtenAt: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, writtenAt: mtimeMs };
  } catch {
    return { bytes: 0, writtenAt: Number.POSITIVE_INFINITY };
  }
}
