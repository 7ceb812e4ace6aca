/**
 * The folder of a prediction log: its segments by name, oldest first, and the deletion of those that are too old or
 * too many. A name starts with the time at which its segment was begun, so that names sort by age.
 */

import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { predictionLogUnwritable } from './errors.js';

const suffix = '.jsonl';
const namePattern = /^(\d{8})T(\d\d)(\d\d)(\d\d)(\d{3})Z-/;

export interface SegmentLimits {
  /** All segments together. */
  readonly maxTotalBytes: number;
  /** Since the last write to a segment. */
  readonly maxAgeMs: number;
}

/** Makes the folder where it is missing. @throws `PREDICTION_LOG_UNWRITABLE` where segments cannot be begun in it. */
export async function openLogFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw predictionLogUnwritable(folder, error);
  }
}

/**
 * The name of the next segment: it sorts after all that are there, even where the clock stands still or was set back,
 * and no other process chooses it.
 */
export async function nextSegmentName(folder: string, now: number): Promise<string> {
  const times = (await listSegments(folder)).map(begunAt);
  const time = new Date(times.reduce((latest, begun) => Math.max(latest, begun + 1), now));
  return `${time.toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}${suffix}`;
}

/** By its name; the beginning of time where that is none of ours. */
function begunAt(path: string): number {
  const [, date, hour, minute, second, ms] = namePattern.exec(basename(path)) ?? [];
  const time = Date.parse(`${date?.replace(/(..)(..)$/, '-$1-$2')}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(time) ? 0 : time;
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
