/**
 * A second place for predictions and labels: batches of CloudEvents 1.0 over HTTP (cloudevents/formats/json-format.md,
 * "JSON Batch Format"), for a broker or a lake. It is a copy, best effort: it never makes anybody wait, tries again with
 * a growing pause while the receiver is away, and drops the oldest events, counted, when too many wait. The log on disk
 * is what nothing is lost from.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { LogRecord, PredictionSink } from '@waymark/contracts';
import { eventsNotDelivered } from './errors.js';

export interface CloudEventSinkOptions {
  /** Sent with each batch, e.g. `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 500. */
  readonly maxBatchEvents?: number;
  /** More that wait push out the oldest. Default 20,000. */
  readonly maxWaitingEvents?: number;
  /** Events wait at most this long for others. Default 200 ms. */
  readonly flushIntervalMs?: number;
  /** Default 5 s. */
  readonly timeoutMs?: number;
  /** The first pause after a failure; it doubles up to 30 s. Default 500 ms. */
  readonly firstPauseMs?: number;
  /** Told of a failure (`EVENTS_NOT_DELIVERED`) once a minute, with the counts so far. */
  readonly onError?: (error: Error, counts: EventCounts) => void;
}

/** Events since the start. */
export interface EventCounts {
  /** The receiver answered with 2xx. */
  readonly delivered: number;
  /** Pushed out by newer ones, refused by the receiver, or left at the end. */
  readonly dropped: number;
}

const longestPauseMs = 30_000;
const errorIntervalMs = 60_000;
/** What a stop waits for the events that are left. */
const closeTimeoutMs = 2_000;

export class CloudEventSink implements PredictionSink {
  readonly #url: URL;
  readonly #options: Required<Omit<CloudEventSinkOptions, 'onError'>>;
  readonly #onError: NonNullable<CloudEventSinkOptions['onError']>;
  readonly #counts = { delivered: 0, dropped: 0 };
  readonly #closing = new AbortController();
  #waiting: LogRecord[] = [];
  /** The deliveries under way; undefined when nothing waits. */
  #delivery: Promise<void> | undefined;
  /** Cuts off the request under way. */
  #cutOff = new AbortController();
  #lastErrorAt = Number.NEGATIVE_INFINITY;

  constructor(url: URL, { onError, ...options }: CloudEventSinkOptions = {}) {
    this.#url = url;
    this.#onError = onError ?? (() => {});
    this.#options = {
      headers: options.headers ?? {},
      maxBatchEvents: options.maxBatchEvents ?? 500,
      maxWaitingEvents: options.maxWaitingEvents ?? 20_000,
      flushIntervalMs: options.flushIntervalMs ?? 200,
      timeoutMs: options.timeoutMs ?? 5_000,
      firstPauseMs: options.firstPauseMs ?? 500,
    };
  }

  get counts(): EventCounts {
    return { ...this.#counts };
  }

  write(records: readonly LogRecord[]): void {
    if (this.#closing.signal.aborted) return;
    this.#waiting.push(...records);
    const surplus = this.#waiting.length - this.#options.maxWaitingEvents;
    if (surplus > 0) {
      this.#waiting.splice(0, surplus);
      this.#counts.dropped += surplus;
    }
    if (this.#waiting.length > 0) this.#delivery ??= this.#deliver().finally(() => this.#rest());
  }

  /** Does not wait for the receiver: this is a copy. */
  async flush(): Promise<void> {}

  /** One more try for what waits. */
  async close(): Promise<void> {
    this.#closing.abort();
    const late = delay(closeTimeoutMs, undefined, { ref: false });
    await Promise.race([this.#delivery, late]);
    this.#cutOff.abort();
    await this.#delivery;
    this.#counts.dropped += this.#waiting.length;
    this.#waiting = [];
  }

  #rest(): void {
    this.#delivery = undefined;
  }

  async #deliver(): Promise<void> {
    let pauseMs = this.#options.flushIntervalMs;
    let failures = 0;
    while (this.#waiting.length > 0) {
      await delay(pauseMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => {});
      const batch = this.#waiting.splice(0, this.#options.maxBatchEvents);
      const failure = await this.#post(batch);
      if (failure === undefined) {
        this.#counts.delivered += batch.length;
        [failures, pauseMs] = [0, 0];
        continue;
      }
      this.#report(failure.reason);
      if (!failure.isTransient) this.#counts.dropped += batch.length;
      else this.#waiting.unshift(...batch);
      if (this.#closing.signal.aborted) return;
      pauseMs = Math.min(this.#options.firstPauseMs * 2 ** failures, longestPauseMs);
      failures += 1;
    }
  }

  /** Undefined when the receiver took the batch. */
  async #post(
    batch: readonly LogRecord[],
  ): Promise<{ readonly reason: string; readonly isTransient: boolean } | undefined> {
    this.#cutOff = new AbortController();
    const timer = setTimeout(
      () => this.#cutOff.abort(new Error('no answer in time')),
      this.#options.timeoutMs,
    );
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { ...this.#options.headers, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(batch.map(cloudEventOf)),
        redirect: 'error',
        signal: this.#cutOff.signal,
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      const { status } = response;
      return { reason: `HTTP ${status}`, isTransient: status >= 500 || status === 429 || status === 408 };
    } catch (error) {
      return { reason: reasonOf(error), isTransient: true };
    } finally {
      clearTimeout(timer);
    }
  }

  #report(reason: string): void {
    const now = performance.now();
    if (now - this.#lastErrorAt < errorIntervalMs) return;
    this.#lastErrorAt = now;
    this.#onError(eventsNotDelivered(this.#url, reason), this.counts);
  }
}

/** The record as the event's data. Source and id together are unique, as the specification asks. */
function cloudEventOf(record: LogRecord) {
  return {
    specversion: '1.0',
    id: eventIdOf(record),
    source: `/models/${encodeURIComponent(record.model)}`,
    type: `dev.waymark.${record.type}.v1`,
    time: record.time,
    subject: record.type === 'prediction' ? record.id : record.predictionId,
    datacontenttype: 'application/json',
    data: record,
  };
}

function eventIdOf(record: LogRecord): string {
  if (record.type === 'prediction') return record.id;
  return `${record.predictionId}-${record.type === 'shadow' ? `v${record.version}` : record.time}`;
}

/** fetch says 'fetch failed', and why in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
