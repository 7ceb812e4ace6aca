/**
 * The queues of the versions that stand beside a champion, so that somebody can tell how much waits in them. A version
 * keeps its queue until its last request is answered, though its rollout may be over by then.
 */

import type { RequestRunner } from '../engine/row-batcher.js';

export interface CandidateQueue {
  /** What scores the requests. */
  readonly runner: RequestRunner;
  /** Rows that wait for their batch. */
  readonly queuedRows: () => number;
}

export class CandidateQueues {
  readonly #create: () => CandidateQueue;
  readonly #open = new Set<CandidateQueue>();

  constructor(create: () => CandidateQueue) {
    this.#create = create;
  }

  /** Rows that wait in all of them. */
  get queuedRows(): number {
    return [...this.#open].reduce((sum, { queuedRows }) => sum + queuedRows(), 0);
  }

  /** A queue for one version. Each needs one close. */
  open(): CandidateQueue {
    const queue = this.#create();
    this.#open.add(queue);
    return queue;
  }

  close(queue: CandidateQueue): void {
    this.#open.delete(queue);
  }
}
