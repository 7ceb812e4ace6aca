/**
 * The worker process as the server sees it: always there. When it dies, another one is started with the same sessions;
 * callers wait for it, unless it fails to start again and again.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { type Deferred, deferred } from '../deferred.js';
import type { PackedBatch } from './batch-codec.js';
import { isSessionRefusal, workerUnavailable } from './errors.js';
import { compiledWorker, WorkerChannel } from './worker-channel.js';
import type { SessionLayout } from './worker-messages.js';

/** A model, and what the worker has to know of it. */
export interface SessionSource extends SessionLayout {
  /** The ONNX file, as it was verified. */
  readonly model: Uint8Array;
}

export interface InferenceProcessOptions {
  /** A run that takes longer is ended with its process. */
  readonly hardTimeoutMs: number;
  /** The same for the start of the process and for loading a model. Default 60 s. */
  readonly loadTimeoutMs?: number;
  /** Called when the process ended without being asked to. */
  readonly onCrash?: (reason: string) => void;
  /** The entry file of the process; for tests of one that cannot start. */
  readonly workerFile?: string;
}

export interface ScoredBatch {
  readonly batch: PackedBatch;
  readonly computeMs: number;
}

/** The engine's port: the batcher needs no more than this. */
export interface BatchRunner {
  run(key: number, batch: PackedBatch): Promise<ScoredBatch>;
}

/** A process that lived this long was healthy: the back-off starts anew. */
const stableMs = 5_000;
const firstBackOffMs = 100;
const longestBackOffMs = 5_000;
/** After so many starts that failed in a row, callers are refused instead of waiting. */
const patientStarts = 2;
const closeTimeoutMs = 2_000;

export class InferenceProcess implements BatchRunner {
  readonly #options: InferenceProcessOptions;
  readonly #sessions = new Map<number, SessionSource>();
  /** The process that takes calls; unsettled while one is starting. */
  #current: Deferred<WorkerChannel> = deferred();
  #channel: WorkerChannel | undefined;
  #isServing = false;
  /** What the process was given and has not answered, in the order in which it does it: one after the other. */
  readonly #given: (PackedBatch | SessionLayout)[] = [];
  #diedOf: PackedBatch | SessionLayout | undefined;
  #failedStarts = 0;
  #restarts = 0;
  readonly #closing = new AbortController();
  readonly #supervision: Promise<void>;

  /** Starts the process; calls wait until it is ready. */
  constructor(options: InferenceProcessOptions) {
    this.#options = options;
    this.#supervision = this.#supervise();
  }

  /** The process id of the worker that is alive or starting. */
  get pid(): number | undefined {
    return this.#channel?.pid;
  }

  /** What the worker held a second ago, at most; 0 where that is not known yet. */
  get residentBytes(): number {
    return this.#channel?.residentBytes ?? 0;
  }

  /** Whether a process takes calls now, and none has to wait for its start. */
  get isServing(): boolean {
    return this.#isServing;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** False when the worker cannot be started: callers are refused. */
  get isAvailable(): boolean {
    return !this.#closing.signal.aborted && this.#failedStarts < patientStarts;
  }

  /** Loads a model beside the others. It is loaded again whenever the process starts anew. */
  async load(session: SessionSource): Promise<void> {
    await this.#load(await this.#current.promise, session);
    this.#sessions.set(session.key, session);
  }

  async unload(key: number): Promise<void> {
    this.#sessions.delete(key);
    const channel = await this.#current.promise;
    await channel.call({ type: 'unload', key }, this.#loadTimeoutMs);
  }

  async run(key: number, packed: PackedBatch): Promise<ScoredBatch> {
    const { buffer, pieces, ...batch } = packed;
    const channel = await this.#current.promise;
    const call = { type: 'run', key, batch } as const;
    this.#given.push(packed);
    try {
      const answer = await channel.call(
        call,
        this.#options.hardTimeoutMs,
        ...(pieces ?? [new Uint8Array(buffer)]),
      );
      if (answer.type !== 'scored') throw new TypeError('the worker answers a run with a scored batch');
      return { batch: { ...answer.batch, buffer: answer.body }, computeMs: answer.computeMs };
    } finally {
      this.#answered(packed);
    }
  }

  /** Whether the process that died last was busy with this batch. What waited behind it had no part in that. */
  diedOf(batch: PackedBatch): boolean {
    return this.#diedOf === batch;
  }

  /** Ends the process after the calls in flight. */
  async close(): Promise<void> {
    this.#closing.abort();
    const kill = setTimeout(() => this.#channel?.kill(), closeTimeoutMs);
    this.#channel?.disconnect();
    await this.#supervision;
    clearTimeout(kill);
    this.#current.reject(workerUnavailable('the server is stopping'));
  }

  get #loadTimeoutMs(): number {
    return this.#options.loadTimeoutMs ?? 60_000;
  }

  async #load(channel: WorkerChannel, { model, ...session }: SessionSource): Promise<void> {
    this.#given.push(session);
    try {
      await channel.call({ type: 'load', session }, this.#loadTimeoutMs, model);
    } finally {
      this.#answered(session);
    }
  }

  #answered(given: PackedBatch | SessionLayout): void {
    const place = this.#given.indexOf(given);
    if (place >= 0) this.#given.splice(place, 1);
  }

  /** One process after the other, until closed. */
  async #supervise(): Promise<void> {
    const { signal } = this.#closing;
    let crashes = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const reason = await this.#live();
      if (signal.aborted) return;
      this.#restarts += 1;
      this.#options.onCrash?.(reason);
      crashes = performance.now() - startedAt > stableMs ? 1 : crashes + 1;
      // The first restart is immediate: requests are waiting, and most crashes do not repeat.
      const backOffMs = crashes === 1 ? 0 : Math.min(firstBackOffMs * 2 ** (crashes - 2), longestBackOffMs);
      await delay(backOffMs, undefined, { signal }).catch(() => {});
    }
  }

  /** A process from its start to its end; returns why it ended. */
  async #live(): Promise<string> {
    const ended = deferred<string>();
    try {
      const channel = this.#start(ended.resolve);
      await this.#prepare(channel);
      this.#serve(channel);
    } catch (error) {
      this.#failedStarts += 1;
      // Where there is no process, none ends.
      if (this.#channel) this.#channel.kill();
      else ended.resolve(error instanceof Error ? error.message : String(error));
    }
    const reason = await ended.promise;
    this.#channel = undefined;
    if (this.#failedStarts >= patientStarts) this.#current.reject(workerUnavailable(reason));
    return reason;
  }

  /** @throws What the system says when it has no room for another process. */
  #start(onEnd: (reason: string) => void): WorkerChannel {
    this.#channel = new WorkerChannel(this.#options.workerFile ?? compiledWorker, (reason) => {
      // Before the calls in flight fail: whoever tries again must wait for the next process.
      if (this.#isServing) this.#current = deferred();
      this.#isServing = false;
      [this.#diedOf] = this.#given;
      this.#given.length = 0;
      onEnd(reason);
    });
    return this.#channel;
  }

  async #prepare(channel: WorkerChannel): Promise<void> {
    const kill = setTimeout(() => channel.kill(), this.#loadTimeoutMs);
    await channel.ready.finally(() => clearTimeout(kill));
    for (const session of this.#sessions.values())
      await this.#load(channel, session).catch((error) => {
        // Its files changed since: whoever follows them loads it anew, and the others must not wait for that.
        if (session.externalData === undefined || !isSessionRefusal(error)) throw error;
        this.#sessions.delete(session.key);
      });
  }

  #serve(channel: WorkerChannel): void {
    this.#failedStarts = 0;
    this.#isServing = true;
    this.#current.resolve(channel);
    // Where those who waited were refused already, those who come from now on are not.
    this.#current = deferred();
    this.#current.resolve(channel);
  }
}
