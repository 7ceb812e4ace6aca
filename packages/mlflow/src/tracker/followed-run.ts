/**
 * A live run whose journal a server gets while it goes on, about once a second. Logging itself only writes the journal.
 * A server that is away costs one short attempt now and then, and a few seconds at the end.
 */

import {
  type EarlierRun,
  type LiveRun,
  type RunStart,
  type RunStatus,
  WaymarkError,
} from '@waymark/contracts';
import { trackingFailed } from '../errors.js';
import { isFinal } from './passing-errors.js';
import { StreamSender, type StreamTarget } from './stream-sender.js';
import type { ClaimedStream, StreamSpool, StreamState } from './stream-spool.js';

/** After an outage: so many intervals until the next attempt. */
const pauseIntervals = 10;
/** For an attempt. */
const timeoutMs = 10_000;
/** For all that is left at the end of the run; and when the server was away just before. */
const drainMs = 15_000;
const drainInOutageMs = 3_000;

export interface FollowOptions {
  readonly target: StreamTarget;
  readonly spool: StreamSpool;
  /** How often the server gets what is new. */
  readonly intervalMs: number;
  /** The server has the run. */
  readonly onShown: (url: string) => void;
  /** The server does not answer; once an outage. */
  readonly onInterrupted: (error: WaymarkError) => void;
  /** The server will not take it, and it was put aside. */
  readonly onRejected: (file: string, error: WaymarkError) => void;
  /** The run ended, and the server does not have all of it. */
  readonly onLeft: (error: WaymarkError) => Promise<void>;
}

export class FollowedRun implements LiveRun {
  readonly #run: LiveRun;
  readonly #stream: ClaimedStream;
  readonly #options: FollowOptions;
  readonly #sender: StreamSender;
  readonly #deadline = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #sending: Promise<void> | undefined;
  #outage: { readonly error: WaymarkError; readonly since: number } | undefined;
  #isShown = false;
  #isRejected = false;
  #isEnding = false;

  constructor(run: LiveRun, stream: ClaimedStream & { readonly state: StreamState }, options: FollowOptions) {
    this.#run = run;
    this.#stream = stream;
    this.#options = options;
    const client = options.target.client.with({ retries: 0, timeoutMs, signal: this.#deadline.signal });
    this.#sender = new StreamSender({ ...options.target, client }, stream.state, (state) =>
      options.spool.keep(stream, state),
    );
    this.#timer = setInterval(() => void this.#tick(), options.intervalMs).unref();
    void this.#tick();
  }

  get earlier(): EarlierRun | undefined {
    return this.#run.earlier;
  }

  logMetrics(values: Readonly<Record<string, number>>, step: number): void {
    this.#run.logMetrics(values, step);
  }

  child(name: string, parameters?: RunStart['parameters']): LiveRun {
    return this.#run.child(name, parameters);
  }

  async end(status: RunStatus): Promise<void> {
    this.#isEnding = true;
    clearInterval(this.#timer);
    const patienceMs = this.#outage ? drainInOutageMs : drainMs;
    const deadline = setTimeout(() => this.#deadline.abort(), patienceMs);
    try {
      await this.#run.end(status);
    } finally {
      await this.#sending;
      await this.#attempt();
      clearTimeout(deadline);
      await this.#leave();
    }
  }

  async #tick(): Promise<void> {
    const pauseMs = pauseIntervals * this.#options.intervalMs;
    const isPausing = this.#outage && performance.now() - this.#outage.since < pauseMs;
    if (this.#sending || isPausing) return;
    this.#sending = this.#attempt();
    await this.#sending;
    this.#sending = undefined;
  }

  /** Never rejects: the training goes on whatever happens here. */
  async #attempt(): Promise<void> {
    if (this.#isRejected) return;
    try {
      await this.#sender.send();
      this.#outage = undefined;
    } catch (error) {
      await this.#note(error instanceof WaymarkError ? error : trackingFailed(error));
    }
    if (this.#isShown || this.#sender.url === undefined) return;
    this.#isShown = true;
    this.#options.onShown(this.#sender.url);
  }

  async #note(error: WaymarkError): Promise<void> {
    if (isFinal(error)) {
      this.#isRejected = true;
      this.#options.onRejected(await this.#options.spool.reject(this.#stream), error);
      return;
    }
    if (!this.#outage && !this.#isEnding) this.#options.onInterrupted(error);
    this.#outage = { error, since: performance.now() };
  }

  async #leave(): Promise<void> {
    const { spool, onLeft } = this.#options;
    if (this.#isRejected) return;
    if (this.#sender.isComplete) await spool.done(this.#stream);
    else {
      await spool.release(this.#stream);
      if (this.#outage) await onLeft(this.#outage.error);
    }
  }
}
