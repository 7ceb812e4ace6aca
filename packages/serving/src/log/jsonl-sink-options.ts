/** What a prediction log on disk may take and how soon it is written, and the defaults of both. */

import type { OpenSegment } from './segment-writer.js';

export interface JsonlPredictionSinkOptions {
  /** Default 16 MiB. */
  readonly maxSegmentBytes?: number;
  /** All segments together; the oldest are deleted. Default 1 GiB. */
  readonly maxTotalBytes?: number;
  /** Segments that were last written before this time are deleted. Default 30 days. */
  readonly maxAgeMs?: number;
  /** Predictions are written at most this long after they were made. Default 50 ms. */
  readonly flushIntervalMs?: number;
  /** What was written is synced to the disk at most this long after. Default 1 s. */
  readonly syncIntervalMs?: number;
  /** When more waits for the disk, predictions are dropped; feedback never is. Default 16 MiB. */
  readonly maxBufferedBytes?: number;
  /** Which predictions are dropped then: those that come, or those that have waited longest. Default `newest`. */
  readonly dropped?: 'newest' | 'oldest';
  /** The share of predictions that is logged, spread evenly, from 0 to 1. Feedback always is. Default 1. */
  readonly share?: number;
  /** Told of a failure (`PREDICTION_LOG_FAILED`) once a minute, with the counts so far. */
  readonly onError?: (error: Error, counts: PredictionLogCounts) => void;
  readonly now?: () => number;
  /** How a new segment is opened; for tests of a disk that fails. */
  readonly open?: OpenSegment;
}

/** Records since the start. */
export interface PredictionLogCounts {
  /** In the log's files. */
  readonly written: number;
  /** Lost: the buffer was full or the disk failed. */
  readonly dropped: number;
  /** Left out, since only a share is logged. */
  readonly unsampled: number;
  /** Writes that failed. */
  readonly errors: number;
}

/** All options that are values. */
export type PredictionLogLimits = Required<Omit<JsonlPredictionSinkOptions, 'onError' | 'open'>>;

export function withDefaults(options: JsonlPredictionSinkOptions): PredictionLogLimits {
  return {
    maxSegmentBytes: options.maxSegmentBytes ?? 16 * 2 ** 20,
    maxTotalBytes: options.maxTotalBytes ?? 2 ** 30,
    maxAgeMs: options.maxAgeMs ?? 30 * 24 * 3_600_000,
    flushIntervalMs: options.flushIntervalMs ?? 50,
    syncIntervalMs: options.syncIntervalMs ?? 1_000,
    maxBufferedBytes: options.maxBufferedBytes ?? 16 * 2 ** 20,
    dropped: options.dropped ?? 'newest',
    share: options.share ?? 1,
    now: options.now ?? Date.now,
  };
}
