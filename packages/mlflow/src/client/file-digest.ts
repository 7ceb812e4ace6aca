/** How much there is of a file and its sha256, taken while it is read anyway. The server keeps no checksums. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, Readable, Transform } from 'node:stream';
import { pipeline as finished } from 'node:stream/promises';

export interface FileDigest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface DigestedStream {
  readonly stream: Readable;
  /** Of what was read. Call it after the end. */
  readonly sha256: () => string;
}

/** The first bytes of the file as a stream. Destroying it closes the file. */
export function readWithDigest(file: string, bytes: number): DigestedStream {
  const hash = createHash('sha256');
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // Errors come out of the last stream, too.
  return {
    stream: pipeline(readRange(file, 0, bytes), counting, () => undefined),
    sha256: () => hash.digest('hex'),
  };
}

/** A part of the file. A file that grows meanwhile is not read beyond it. */
export function readRange(file: string, start: number, bytes: number): Readable {
  return bytes === 0 ? Readable.from([]) : createReadStream(file, { start, end: start + bytes - 1 });
}

export async function sha256OfFile(file: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  await finished(readRange(file, 0, bytes), hash);
  return hash.digest('hex');
}
