/**
 * One download that goes on where it was cut, by Range (RFC 9110 §14), as long as the server has the same file by its
 * ETag. It leaves out going on after the process ended: the next one starts anew.
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { BodyFacts, ResumePoint } from '../transport/bodies.js';
import type { Transport } from '../transport/transport.js';
import type { FileDigest } from './file-digest.js';

/** Writes the body at the path into the file. */
export async function downloadTo(transport: Transport, path: string, file: string): Promise<FileDigest> {
  const handle = await open(file, 'w');
  try {
    const partial = new PartialFile(handle);
    return await transport.download(path, {
      read: (body, facts) => partial.append(body, facts),
      resumePoint: () => partial.resumePoint(),
    });
  } finally {
    await handle.close();
  }
}

/** What came so far. */
class PartialFile {
  readonly #handle: FileHandle;
  #hash = createHash('sha256');
  #bytes = 0;
  #etag: string | undefined;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Undefined when nothing came, or when nobody could tell whether the rest belongs to it. */
  resumePoint(): ResumePoint | undefined {
    return this.#bytes > 0 && this.#etag !== undefined
      ? { offset: this.#bytes, etag: this.#etag }
      : undefined;
  }

  async append(body: Readable, { start, bytes, etag }: BodyFacts): Promise<FileDigest> {
    if (start !== this.#bytes) await this.#restart();
    if (start !== this.#bytes) throw cutOff('the server sent another part of the file');
    this.#etag = bytes === undefined ? undefined : etag;
    // Each chunk is on the disk before it counts: a cut between would else leave a hole.
    // Without an encoding, a stream of the network gives bytes.
    for await (const chunk of body as AsyncIterable<Buffer>) await this.#write(chunk);
    const end = bytes === undefined ? this.#bytes : start + bytes;
    if (this.#bytes !== end) throw cutOff(`the body ended after ${this.#bytes} of ${end} bytes`);
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async #restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  async #write(chunk: Buffer): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.#handle.write(
        chunk,
        written,
        chunk.length - written,
        this.#bytes + written,
      );
      written += bytesWritten;
    }
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }
}

/** Shaped as the connection's own errors, for what it is: the transport tries again. */
function cutOff(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
