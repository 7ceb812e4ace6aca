/** The options of the model server and their defaults. */

import type { ModelRegistry, PredictionSink } from '@waymark/contracts';

export interface ServerLimits {
  /** Bytes of a request's body. Default 4 MiB. */
  readonly maxBodyBytes: number;
  /** Rows (or labels) of one request. Default 4,096. */
  readonly maxRequestRows: number;
  /** Rows that are scored at once. Default 256. */
  readonly maxBatchRows: number;
  /** Rows that may wait; more are refused with 503. Default 10,000. */
  readonly maxQueueRows: number;
  /** Requests that would wait longer for their turn, by the pace of late, are refused with 503. Default 5 s. */
  readonly maxQueueMs: number;
  /** A batch that takes longer is ended with its process, and answered with 504. Default 10 s. */
  readonly hardTimeoutMs: number;
  /** Requests that are still open so long after a stop was asked for are cut off. Default 8 s. */
  readonly drainTimeoutMs: number;
}

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface ModelServerOptions {
  readonly registry: ModelRegistry;
  /** Whose champions are served. */
  readonly models: readonly string[];
  /** The server closes it. */
  readonly sink: PredictionSink;
  /** Where the sink writes: read at start, so that labels of earlier predictions are known. */
  readonly logFolder?: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly limits?: Partial<ServerLimits>;
  /** Worker processes; each has one thread and holds every model. Default 1. */
  readonly workers?: number;
  /** How often the registry is asked for the champion. Default 500 ms. */
  readonly pollIntervalMs?: number;
  /** How long the server goes on answering after its readiness fell, so that clients notice. Default 100 ms. */
  readonly drainGraceMs?: number;
  /** Requests are logged at `debug`. Default `info`. */
  readonly logLevel?: LogLevel;
  /** Where the log goes, JSON by line. Default: standard output. */
  readonly logStream?: { write(line: string): void };
}

export const defaultLimits: ServerLimits = {
  maxBodyBytes: 4 * 2 ** 20,
  maxRequestRows: 4_096,
  maxBatchRows: 256,
  maxQueueRows: 10_000,
  maxQueueMs: 5_000,
  hardTimeoutMs: 10_000,
  drainTimeoutMs: 8_000,
};
