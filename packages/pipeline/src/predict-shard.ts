/**
 * A shard of a file's rows, for jobs that run beside each other: rows by position, so that each row belongs to one shard
 * whoever asks, and a shard that runs again writes the same file again.
 */

import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { RowRange } from '@waymark/data';
import { predictOutInvalid } from './errors.js';

export interface Shard {
  /** From 0, as Kubernetes counts the pods of an Indexed Job. */
  readonly index: number;
  readonly count: number;
}

export interface PredictOutput {
  readonly file: string;
  /** A file, or a folder; `{shard}` stands for the shard. */
  readonly out: string;
  readonly shard?: Shard | undefined;
}

const placeholder = '{shard}';

/** Shards differ by one row at most. */
export function rowsOfShard({ index, count }: Shard, rows: number): RowRange {
  return { start: Math.floor((index * rows) / count), end: Math.floor(((index + 1) * rows) / count) };
}

/**
 * Where the predictions go. In a folder the file is named after the input: `rows-predictions-00003-of-00008.parquet`.
 *
 * @throws PREDICT_OUT_INVALID where shards would write to one file, or the input would be overwritten.
 */
export async function outputFile({ file, out, shard }: PredictOutput): Promise<string> {
  const name = shard && `${padded(shard.index)}-of-${padded(shard.count)}`;
  const isFolder = await namesFolder(out);
  const hasPlaceholder = out.includes(placeholder);
  if (name !== undefined && !isFolder && !hasPlaceholder)
    throw predictOutInvalid(out, `must be a folder, or hold ${placeholder}, so that each shard has its file`);
  if (name === undefined && hasPlaceholder)
    throw predictOutInvalid(out, `may hold ${placeholder} only where a shard is predicted`);
  const stem = basename(file, extname(file));
  const inFolder = [stem, 'predictions', ...(name === undefined || hasPlaceholder ? [] : [name])].join('-');
  const path = (isFolder ? join(out, `${inFolder}.parquet`) : out).replaceAll(placeholder, name ?? '');
  if (resolve(path) === resolve(file))
    throw predictOutInvalid(out, 'must be another file than the one that is read');
  return path;
}

async function namesFolder(out: string): Promise<boolean> {
  const found = await stat(out).catch(() => undefined);
  return found?.isDirectory() ?? /[/\\]$/.test(out);
}

function padded(number: number): string {
  return String(number).padStart(5, '0');
}
