/**
 * Appends blocks of whole lines to one segment after the other. A block is in the file when `append` resolves, and
 * outlives this process, or it is not in the log at all: after a failure the segment is cut back to its last good length
 * and left for a new one. After `sync` it outlives a loss of power too.
 */

import { access, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '@waymark/registry';
import { nextSegmentName } from './segment-folder.js';

/** What is used of an open file; tests put one in that fails. */
export interface SegmentFile {
  /** Writes everything at the end of the file. */
  appendFile(data: Uint8Array): Promise<void>;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export type OpenSegment = (path: string) => Promise<SegmentFile>;

export interface SegmentWriterOptions {
  readonly maxSegmentBytes: number;
  /** A segment is left after this time, so that old records can be deleted with it. */
  readonly maxSegmentAgeMs: number;
  readonly now: () => number;
  readonly open?: OpenSegment;
  /** How a folder's entries are brought to the disk; for tests. */
  readonly syncFolder?: (folder: string) => Promise<void>;
}

interface Segment {
  readonly path: string;
  readonly file: SegmentFile;
  readonly begunAt: number;
  bytes: number;
  /** Of these, as many are on disk for certain. */
  syncedBytes: number;
}

export class SegmentWriter {
  readonly #folder: string;
  readonly #options: SegmentWriterOptions;
  #segment: Segment | undefined;

  constructor(folder: string, options: SegmentWriterOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** The segment that is written to. */
  get path(): string | undefined {
    return this.#segment?.path;
  }

  /** Whether there is something that a loss of power could take. */
  get isSynced(): boolean {
    return this.#segment === undefined || this.#segment.syncedBytes === this.#segment.bytes;
  }

  /** Resolves with whether a new segment was begun. One call of this class at a time. */
  async append(block: Uint8Array): Promise<{ readonly isNewSegment: boolean }> {
    await this.#endIfDue();
    const isNewSegment = this.#segment === undefined;
    this.#segment ??= await this.#begin();
    const segment = this.#segment;
    try {
      await segment.file.appendFile(block);
    } catch (error) {
      await this.#abandon(segment);
      throw error;
    }
    segment.bytes += block.length;
    return { isNewSegment };
  }

  /** Brings all that was appended to the disk. */
  async sync(): Promise<void> {
    if (!this.#segment) return;
    const { path } = this.#segment;
    if (await this.#forgetIfGone(this.#segment)) throw new Error(`${path} was deleted by somebody else`);
    await this.#syncSegment(this.#segment);
  }

  /** The same, and ends the segment. */
  async close(): Promise<void> {
    const segment = this.#segment;
    this.#segment = undefined;
    if (!segment) return;
    await this.#syncSegment(segment).finally(() => segment.file.close());
  }

  async #endIfDue(): Promise<void> {
    if (!this.#segment || (await this.#forgetIfGone(this.#segment))) return;
    const { bytes, begunAt } = this.#segment;
    const { maxSegmentBytes, maxSegmentAgeMs, now } = this.#options;
    const ageMs = now() - begunAt;
    // Where the clock was set back, nobody knows how old it is.
    if (bytes >= maxSegmentBytes || ageMs >= maxSegmentAgeMs || ageMs < 0) await this.close();
  }

  /**
   * Whoever shares the folder deletes old segments too, of which this may be one: what is written to it is lost.
   * To ask before each write takes 25 µs, at 20 to 50 writes a second: a thousandth of a core.
   */
  async #forgetIfGone({ path, file }: Segment): Promise<boolean> {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return false;
    this.#segment = undefined;
    await file.close().catch(() => {});
    return true;
  }

  async #syncSegment(segment: Segment): Promise<void> {
    const { bytes } = segment;
    if (segment.syncedBytes === bytes) return;
    await segment.file.datasync();
    // A loss of power takes a file that its folder does not name, however well its bytes are kept.
    if (segment.syncedBytes === 0) await (this.#options.syncFolder ?? syncFolder)(this.#folder);
    segment.syncedBytes = bytes;
  }

  async #begin(): Promise<Segment> {
    await mkdir(this.#folder, { recursive: true });
    const begunAt = this.#options.now();
    const path = join(this.#folder, await nextSegmentName(this.#folder, begunAt));
    const file = await (this.#options.open ?? openNewFile)(path);
    return { path, file, begunAt, bytes: 0, syncedBytes: 0 };
  }

  /** Part of the block may be in the file: a reader would skip the torn line, but not the whole ones before it. */
  async #abandon(segment: Segment): Promise<void> {
    const { path, file, bytes } = segment;
    this.#segment = undefined;
    await file.truncate(bytes).catch(() => {});
    await this.#syncSegment(segment).catch(() => {});
    await file.close().catch(() => {});
    if (bytes === 0) await rm(path, { force: true }).catch(() => {});
  }
}

/** Append mode, and an error when the file is there: no two processes write to one segment. */
function openNewFile(path: string): Promise<SegmentFile> {
  return open(path, 'ax');
}
