/**
 * Tells when the next batch must be sent. One may travel while another is computed, so that no worker waits for work; but
 * what was sent cannot grow any more. So the next is held back while a batch that takes long is computed, until shortly
 * before its end: it is larger then, and costs less a row.
 */

/** A batch is sent so long before a worker will want it, or a share of its time where that is more. */
const leastLeadMs = 2;
const leadShare = 0.2;

/** One that was sent, and when it should be done. */
export interface BatchUnderWay {
  readonly endAt: number;
  readonly leadMs: number;
}

export class BatchesUnderWay {
  readonly #workers: number;
  /** In the order in which they were sent. */
  readonly #batches: BatchUnderWay[] = [];
  /** Wake those who wait to send the next one. */
  #wakers: (() => void)[] = [];

  constructor(workers: number) {
    this.#workers = workers;
  }

  /** @param expectedMs What it will take when a worker has begun it. */
  began(expectedMs: number): BatchUnderWay {
    const startAt = Math.max(this.#blocking?.endAt ?? 0, performance.now());
    const leadMs = Math.max(leastLeadMs, leadShare * expectedMs);
    const batch = { endAt: startAt + expectedMs, leadMs };
    this.#batches.push(batch);
    return batch;
  }

  ended(batch: BatchUnderWay): void {
    this.#batches.splice(this.#batches.indexOf(batch), 1);
    const wakers = this.#wakers;
    if (wakers.length === 0) return;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }

  /** Undefined where the next batch is to be sent now; else resolves when it is, at the latest when a batch has ended. */
  untilNeeded(): Promise<void> | undefined {
    const blocking = this.#blocking;
    const waitMs = blocking === undefined ? 0 : blocking.endAt - blocking.leadMs - performance.now();
    if (waitMs < 1) return undefined;
    return new Promise((resolve) => {
      setTimeout(resolve, waitMs);
      this.#wakers.push(resolve);
    });
  }

  /** The one that the next batch has to wait for; undefined where a worker has nothing to do. */
  get #blocking(): BatchUnderWay | undefined {
    return this.#batches[this.#batches.length - this.#workers];
  }
}
