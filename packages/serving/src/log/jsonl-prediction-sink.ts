/**
 * The prediction log on disk: JSON lines in segments, written in batches, which a killed process does not take away, and
 * synced once a second, or when somebody waits for it, which a loss of power does not take away. It never makes a request
 * wait for a prediction and never fails one: when the disk cannot keep up or is full, records are dropped and counted,
 * and writing goes on as soon as there is space. Compression is left out.
 */

import type { LogRecord, PredictionSink } from '@waymark/contracts';
import { type Deferred, deferred } from '../deferred.js';
import { predictionLogFailed } from './errors.js';
import {
  type JsonlPredictionSinkOptions,
  type PredictionLogCounts,
  type PredictionLogLimits,
  withDefaults,
} from './jsonl-sink-options.js';
import { LineBuffer, type LineChunk } from './line-buffer.js';
import { type PredictionRowSink, type PredictionRows, predictionLine } from './prediction-rows.js';
import { PredictionSample } from './prediction-sample.js';
import { openLogFolder, pruneSegments } from './segment-folder.js';
import { SegmentWriter } from './segment-writer.js';

const errorIntervalMs = 60_000;
/** A failing disk is tried again at this pace, or when a flush asks for it. */
const retryDelayMs = 1_000;
const segmentsInMaxAge = 10;

export class JsonlPredictionSink implements PredictionSink, PredictionRowSink {
  readonly #folder: string;
  readonly #options: PredictionLogLimits;
  readonly #onError: NonNullable<JsonlPredictionSinkOptions['onError']>;
  readonly #writer: SegmentWriter;
  readonly #counts = { written: 0, dropped: 0, unsampled: 0, errors: 0 };
  readonly #lines = new LineBuffer();
  readonly #sample: PredictionSample;
  /** Settles when the lines that wait are written, and synced where a flush asked for it, or lost. */
  #waiting: Deferred<void> = deferred();
  /** The same for the lines that are being written. */
  #writing: Deferred<void> | undefined;
  #isSyncWanted = false;
  #timer: NodeJS.Timeout | undefined;
  #syncTimer: NodeJS.Timeout | undefined;
  #lastErrorAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string, options: JsonlPredictionSinkOptions = {}) {
    this.#folder = folder;
    this.#options = withDefaults(options);
    this.#sample = new PredictionSample(this.#options.share);
    this.#onError = options.onError ?? (() => {});
    this.#writer = new SegmentWriter(folder, {
      maxSegmentBytes: this.#options.maxSegmentBytes,
      maxSegmentAgeMs: this.#options.maxAgeMs / segmentsInMaxAge,
      now: this.#options.now,
      ...(options.open ? { open: options.open } : {}),
    });
  }

  get counts(): PredictionLogCounts {
    return { ...this.#counts };
  }

  /**
   * Makes the folder, and resolves when segments can be begun in it. A disk that is full passes: that may end.
   * @throws `PREDICTION_LOG_UNWRITABLE`.
   */
  open(): Promise<void> {
    return openLogFolder(this.#folder);
  }

  write(records: readonly LogRecord[]): void {
    for (const record of records) {
      if (record.type === 'feedback') this.#lines.add(JSON.stringify(record), { isKept: true });
      // No share of shadows: they are to stand beside those predictions that are logged.
      else if (record.type === 'shadow' ? this.#hasRoom() : this.#takesPrediction())
        this.#lines.add(JSON.stringify(record));
    }
    this.#schedule(this.#options.flushIntervalMs);
  }

  /** The same as `write` with the records of the rows. */
  writePredictions(rows: PredictionRows): void {
    for (let row = 0; row < rows.rows; row++) {
      if (this.#takesPrediction()) this.#lines.add(predictionLine(rows, row));
    }
    this.#schedule(this.#options.flushIntervalMs);
  }

  /**
   * Resolves when everything that was written to this sink is on disk.
   * @throws `PREDICTION_LOG_FAILED` when a record that waited could not be written; it is lost then.
   */
  async flush(): Promise<void> {
    this.#isSyncWanted = true;
    const earlier = this.#lines.bytes > 0 ? undefined : this.#writing;
    const own = this.#waiting;
    while (this.#writing && own === this.#waiting) await this.#writing.promise.catch(() => {});
    // Another flush may have written these lines while this one waited for its turn.
    if (own === this.#waiting) void this.#writeWaiting();
    await own.promise;
    await earlier?.promise;
  }

  async close(): Promise<void> {
    await this.flush().catch(() => {});
    clearTimeout(this.#timer);
    clearTimeout(this.#syncTimer);
    await this.#writer.close().catch((error) => this.#report(error));
  }

  get #isFull(): boolean {
    return this.#lines.bytes >= this.#options.maxBufferedBytes;
  }

  /** Whether the next prediction goes into the buffer. */
  #takesPrediction(): boolean {
    if (!this.#sample.takesNext()) {
      this.#counts.unsampled += 1;
      return false;
    }
    return this.#hasRoom();
  }

  /** Whether one more line fits; one is lost where it does not. */
  #hasRoom(): boolean {
    if (!this.#isFull) return true;
    if (this.#options.dropped === 'oldest') this.#counts.dropped += this.#lines.dropOldest();
    if (!this.#isFull) return true;
    this.#counts.dropped += 1;
    return false;
  }

  #schedule(delayMs: number): void {
    if (this.#timer || this.#writing || this.#lines.bytes === 0) return;
    this.#timer = setTimeout(() => void this.#writeWaiting(), delayMs);
    this.#timer.unref();
  }

  /** Writes what waits, if nothing is being written. Never throws: the outcome tells. */
  async #writeWaiting(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing) return;
    const outcome = this.#waiting;
    this.#writing = outcome;
    this.#waiting = deferred();
    const isSyncWanted = this.#isSyncWanted;
    this.#isSyncWanted = false;
    const error =
      (await this.#writeChunks(this.#lines.take())) ?? (isSyncWanted ? await this.#sync() : undefined);
    this.#writing = undefined;
    if (error) outcome.reject(error);
    else outcome.resolve();
    this.#schedule(error ? retryDelayMs : this.#options.flushIntervalMs);
    this.#scheduleSync();
  }

  /** Does not hold up what comes meanwhile: the next write brings it about, or a write of nothing. */
  #scheduleSync(): void {
    if (this.#syncTimer || this.#writer.isSynced) return;
    this.#syncTimer = setTimeout(() => {
      this.#syncTimer = undefined;
      this.#isSyncWanted = true;
      void this.#writeWaiting();
    }, this.#options.syncIntervalMs);
    this.#syncTimer.unref();
  }

  async #sync(): Promise<Error | undefined> {
    try {
      await this.#writer.sync();
      return undefined;
    } catch (error) {
      return this.#report(error);
    }
  }

  /** Returns why some of the lines were lost, if they were. The disk is not asked again after a failure. */
  async #writeChunks(chunks: readonly LineChunk[]): Promise<Error | undefined> {
    for (const [i, chunk] of chunks.entries()) {
      try {
        const { isNewSegment } = await this.#writer.append(chunk.buffer.subarray(0, chunk.bytes));
        this.#counts.written += chunk.lines;
        this.#lines.recycle(chunk);
        if (isNewSegment) await this.#prune();
      } catch (error) {
        this.#counts.dropped += chunks.slice(i).reduce((sum, { lines }) => sum + lines, 0);
        return this.#report(error);
      }
    }
    return undefined;
  }

  /** Room for a whole segment stays free, so that the limit holds between two prunes too. */
  async #prune(): Promise<void> {
    const { maxTotalBytes, maxSegmentBytes, maxAgeMs, now } = this.#options;
    const limits = { maxTotalBytes: maxTotalBytes - maxSegmentBytes, maxAgeMs, now: now() };
    await pruneSegments(this.#folder, this.#writer.path, limits).catch((error) => this.#report(error));
  }

  #report(cause: unknown): Error {
    const error = predictionLogFailed(this.#folder, cause);
    this.#counts.errors += 1;
    const now = this.#options.now();
    // A clock that was set back must not hide failures until it is where it was.
    if (Math.abs(now - this.#lastErrorAt) >= errorIntervalMs) {
      this.#lastErrorAt = now;
      this.#onError(error, this.counts);
    }
    return error;
  }
}
