/**
 * The tracker on a server that may be away. A record goes to the spool first and from there to the server, so an outage
 * or a crash at any moment leaves it in one of the two, and the next publish sends what waits, in order, once.
 */

import { type RunRecord, type Tracker, WaymarkError } from '@waymark/contracts';
import { type PublishedRun, type PublishTarget, publishRun } from './publish-run.js';
import { type ClaimedRecord, Spool } from './spool.js';

/** What the user should know; `publish` itself fails for neither of them. */
export type TrackerNotice =
  | ({ readonly kind: 'published' } & PublishedRun)
  /** The server did not take it now: `waiting` records are in the spool now. */
  | { readonly kind: 'spooled'; readonly waiting: number; readonly error: WaymarkError }
  /** It will never be taken as it is, and was put aside. */
  | { readonly kind: 'rejected'; readonly file: string; readonly error: WaymarkError | undefined };

export interface MlflowTrackerOptions extends PublishTarget {
  /** e.g. `.waymark/spool`. */
  readonly spoolFolder: string;
  readonly onNotice?: (notice: TrackerNotice) => void;
}

/** What one replay did. */
export interface SyncResult {
  readonly published: number;
  readonly rejected: number;
  /** Records still in the spool. */
  readonly waiting: number;
}

/** Errors that pass when somebody repairs the server, the network or the credentials: the records wait for it. */
const passing: ReadonlySet<string> = new Set([
  'MLFLOW_UNREACHABLE',
  'MLFLOW_UNAVAILABLE',
  'MLFLOW_ACCESS_DENIED',
  'MLFLOW_ANSWER_FOREIGN',
  'MLFLOW_CANCELLED',
  'MLFLOW_ARTIFACTS_NOT_SERVED',
  'MLFLOW_EXPERIMENT_DELETED',
]);

export class MlflowTracker implements Tracker {
  readonly #options: MlflowTrackerOptions;
  readonly #spool: Spool;
  /** One replay at a time, so that records of one process keep their order. */
  #replay: Promise<unknown> = Promise.resolve();

  constructor(options: MlflowTrackerOptions) {
    this.#options = options;
    this.#spool = new Spool(options.spoolFolder);
  }

  /**
   * Records the run, with its bundle, after those that wait. Fails only when neither the server nor the disk takes it;
   * `onNotice` says where it went.
   */
  async publish(run: RunRecord): Promise<void> {
    await this.#spool.add(run);
    await this.sync();
  }

  /** Sends what waits, until all is sent or the server is away. */
  async sync(): Promise<SyncResult> {
    const result = this.#replay.then(() => this.#sendWaiting());
    this.#replay = result.catch(() => undefined);
    return result;
  }

  async #sendWaiting(): Promise<SyncResult> {
    const counts = { published: 0, rejected: 0 };
    for (;;) {
      const claimed = await this.#spool.claimNext();
      const outcome = claimed ? await this.#send(claimed) : 'spooled';
      if (outcome === 'spooled') return { ...counts, waiting: await this.#spool.count() };
      counts[outcome] += 1;
    }
  }

  async #send(claimed: ClaimedRecord): Promise<TrackerNotice['kind']> {
    const { run } = claimed;
    if (!run) return this.#reject(claimed, undefined);
    try {
      const published = await publishRun(run, this.#options);
      await this.#spool.done(claimed);
      return this.#notify({ kind: 'published', ...published });
    } catch (error) {
      if (error instanceof WaymarkError && !passing.has(error.code)) return this.#reject(claimed, error);
      await this.#spool.release(claimed);
      if (!(error instanceof WaymarkError)) throw error;
      return this.#notify({ kind: 'spooled', waiting: await this.#spool.count(), error });
    }
  }

  async #reject(claimed: ClaimedRecord, error: WaymarkError | undefined): Promise<TrackerNotice['kind']> {
    return this.#notify({ kind: 'rejected', file: await this.#spool.reject(claimed), error });
  }

  #notify(notice: TrackerNotice): TrackerNotice['kind'] {
    this.#options.onNotice?.(notice);
    return notice.kind;
  }
}
