/**
 * The tracker on a server that may be away. A record goes to the spool first and from there to the server, a live run to
 * its journal; so an outage or a crash at any moment leaves them in one of the two, and the next publish sends what
 * waits, in order, once: first what live runs logged, then the records that complete them.
 */

import { join } from 'node:path';
import {
  type LiveRun,
  type RunJournals,
  type RunRecord,
  type RunStart,
  type Tracker,
  WaymarkError,
} from '@waymark/contracts';
import { trackingFailed } from '../errors.js';
import { FollowedRun } from './followed-run.js';
import { isFinal } from './passing-errors.js';
import { type PublishedRun, type PublishTarget, publishRun } from './publish-run.js';
import { type ClaimedRecord, Spool } from './spool.js';
import { StreamSender } from './stream-sender.js';
import { type ClaimedStream, StreamSpool } from './stream-spool.js';

/** What the user should know; nothing fails for any of them. */
export type TrackerNotice =
  | ({ readonly kind: 'published' } & PublishedRun)
  /** A run that is going on has a page. */
  | { readonly kind: 'shown'; readonly url: string }
  /** The server has what a live run logged. */
  | { readonly kind: 'sent'; readonly url: string }
  /** The server does not take what a run logs. The run goes on; once an outage. */
  | { readonly kind: 'interrupted'; readonly error: WaymarkError }
  /** The server did not take it now: so many records and live runs wait. */
  | { readonly kind: 'spooled'; readonly waiting: number; readonly error: WaymarkError }
  /** It will never be taken as it is, and was put aside. */
  | { readonly kind: 'rejected'; readonly file: string; readonly error: WaymarkError | undefined };

export interface MlflowTrackerOptions extends PublishTarget {
  /** e.g. `.waymark/spool`. */
  readonly spoolFolder: string;
  /** Where live runs are written first. */
  readonly journals: RunJournals;
  /** How often the server gets what a live run logged since. Default 1000. */
  readonly streamIntervalMs?: number;
  readonly onNotice?: (notice: TrackerNotice) => void;
}

/** What one replay did with records and live runs. */
export interface SyncResult {
  readonly published: number;
  readonly rejected: number;
  /** Still in the spool. */
  readonly waiting: number;
}

const defaultIntervalMs = 1000;

type Outcome = 'published' | 'spooled' | 'rejected';

export class MlflowTracker implements Tracker {
  readonly #options: MlflowTrackerOptions;
  readonly #spool: Spool;
  readonly #streams: StreamSpool;
  /** One replay at a time, so that records of one process keep their order. */
  #replay: Promise<unknown> = Promise.resolve();

  constructor(options: MlflowTrackerOptions) {
    this.#options = options;
    this.#spool = new Spool(options.spoolFolder);
    this.#streams = this.#openStreams();
  }

  /**
   * Records the run, with its bundle, after those that wait. Fails only when neither the server nor the disk takes it;
   * `onNotice` says where it went.
   */
  async publish(run: RunRecord): Promise<void> {
    await this.#spool.add(run);
    await this.sync();
  }

  /**
   * Begins a live run. The server gets what it logs about a second later, and the rest when it ends or with the next
   * `sync`. Fails only when the disk does not take it.
   */
  async start(run: RunStart): Promise<LiveRun> {
    const live = await this.#options.journals.start(run);
    // Another claim than `sync` has: what this process streams is not for it.
    const spool = this.#openStreams();
    await spool.add(live.journal);
    const stream = await spool.claim(live.journal);
    if (!stream?.state) return live;
    const { name, state } = stream;
    return new FollowedRun(
      live,
      { name, state },
      {
        target: this.#options,
        spool,
        intervalMs: this.#options.streamIntervalMs ?? defaultIntervalMs,
        onShown: (url) => this.#notify({ kind: 'shown', url }),
        onInterrupted: (error) => this.#notify({ kind: 'interrupted', error }),
        onRejected: (file, error) => this.#notify({ kind: 'rejected', file, error }),
        onLeft: async (error) => {
          this.#notify({ kind: 'spooled', waiting: await this.#countWaiting(), error });
        },
      },
    );
  }

  /** Records and live runs that an embedded store kept: they wait from now on. What the server has stays as it is. */
  async add(history: {
    readonly journals: readonly string[];
    readonly records: readonly RunRecord[];
  }): Promise<void> {
    for (const journal of history.journals) await this.#streams.add(journal);
    for (const record of history.records) await this.#spool.add(record);
  }

  /** Sends what waits, until all is sent or the server is away. */
  async sync(): Promise<SyncResult> {
    const result = this.#replay.then(() => this.#sendWaiting());
    this.#replay = result.catch(() => undefined);
    return result;
  }

  async #sendWaiting(): Promise<SyncResult> {
    const counts = { published: 0, rejected: 0 };
    for await (const stream of this.#streams.claimAll()) {
      const outcome = await this.#sendStream(stream);
      if (outcome === 'spooled') return { ...counts, waiting: await this.#countWaiting() };
      counts[outcome] += 1;
    }
    for (;;) {
      const claimed = await this.#spool.claimNext();
      const outcome = claimed ? await this.#send(claimed) : 'spooled';
      if (outcome === 'spooled') return { ...counts, waiting: await this.#countWaiting() };
      counts[outcome] += 1;
    }
  }

  async #sendStream(stream: ClaimedStream): Promise<Outcome> {
    const { state } = stream;
    if (!state)
      return this.#notify({ kind: 'rejected', file: await this.#streams.reject(stream), error: undefined });
    const sender = new StreamSender(this.#options, state, (next) => this.#streams.keep(stream, next));
    try {
      await sender.send();
      if (!sender.isComplete) await sender.markKilled();
    } catch (error) {
      if (isFinal(error))
        return this.#notify({ kind: 'rejected', file: await this.#streams.reject(stream), error });
      await this.#streams.release(stream);
      const reason = error instanceof WaymarkError ? error : trackingFailed(error);
      return this.#notify({ kind: 'spooled', waiting: await this.#countWaiting(), error: reason });
    }
    await this.#streams.done(stream);
    if (sender.url !== undefined) this.#notify({ kind: 'sent', url: sender.url });
    return 'published';
  }

  async #send(claimed: ClaimedRecord): Promise<Outcome> {
    const { run } = claimed;
    if (!run) return this.#reject(claimed, undefined);
    try {
      const published = await publishRun(run, this.#options);
      await this.#spool.done(claimed);
      return this.#notify({ kind: 'published', ...published });
    } catch (error) {
      if (isFinal(error)) return this.#reject(claimed, error);
      await this.#spool.release(claimed);
      if (!(error instanceof WaymarkError)) throw error;
      return this.#notify({ kind: 'spooled', waiting: await this.#countWaiting(), error });
    }
  }

  async #reject(claimed: ClaimedRecord, error: WaymarkError | undefined): Promise<Outcome> {
    return this.#notify({ kind: 'rejected', file: await this.#spool.reject(claimed), error });
  }

  async #countWaiting(): Promise<number> {
    return (await this.#spool.count()) + (await this.#streams.count());
  }

  #openStreams(): StreamSpool {
    return new StreamSpool(join(this.#options.spoolFolder, 'streams'));
  }

  #notify<Notice extends TrackerNotice>(notice: Notice): Notice['kind'] {
    this.#options.onNotice?.(notice);
    return notice.kind;
  }
}
