/**
 * Brings a public data set, once: to a temporary file, checked against the published sha256, then renamed. What does
 * not match is not kept.
 */

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { downloadFailed, downloadMismatch } from './errors.js';

export interface PublicDataset {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
  /** In words, with the licence. */
  readonly description: string;
}

export interface DownloadOptions {
  readonly onProgress?: (bytes: number, totalBytes: number) => void;
  /** Default 60,000. */
  readonly timeoutMs?: number;
}

/** Downloads `dataset` to `file` unless it is there. Throws `DOWNLOAD_FAILED` or `DOWNLOAD_MISMATCH`. */
export async function download(
  dataset: PublicDataset,
  file: string,
  { onProgress, timeoutMs = 60_000 }: DownloadOptions = {},
): Promise<void> {
  if (await exists(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.part-${process.pid}`;
  try {
    const response = await request(dataset.url, timeoutMs);
    const actual = await save(response, temporary, (bytes) => onProgress?.(bytes, dataset.bytes));
    if (actual !== dataset.sha256) throw downloadMismatch(dataset.url, dataset.sha256, actual);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function request(url: string, timeoutMs: number): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
    throw downloadFailed(url, 'it did not answer', error);
  });
  if (!response.ok) throw downloadFailed(url, `it answered ${response.status}`);
  return response;
}

/** Streams the body to the file; returns the sha256 of what was written. */
async function save(response: Response, file: string, onBytes: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of response.body ?? Readable.from([])) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes(bytes);
      yield chunk;
    }
  };
  await pipeline(chunks, createWriteStream(file)).catch((error: unknown) => {
    throw downloadFailed(response.url, 'the transfer broke', error);
  });
  return hash.digest('hex');
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
