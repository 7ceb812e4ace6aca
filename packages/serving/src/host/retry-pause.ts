/**
 * When a version that was refused is tried again by itself: where the disk, a bundle that is still on its way or a process
 * was to blame, and after ever longer pauses. What is wrong with the version itself stays wrong.
 */

import { WaymarkError } from '@waymark/contracts';

const firstPauseMs = 1_000;
const longestPauseMs = 5 * 60_000;

export class RetryPause {
  readonly #now: () => number;
  #pauseMs = 0;
  #dueAt = Number.POSITIVE_INFINITY;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get isDue(): boolean {
    return this.#now() >= this.#dueAt;
  }

  /** @param error As `loadVersion` throws it. */
  failed(error: Error): void {
    this.#pauseMs = Math.min(Math.max(firstPauseMs, 2 * this.#pauseMs), longestPauseMs);
    this.#dueAt = mayPass(error.cause) ? this.#now() + this.#pauseMs : Number.POSITIVE_INFINITY;
  }

  /** Another version is tried. */
  reset(): void {
    this.#pauseMs = 0;
    this.#dueAt = Number.POSITIVE_INFINITY;
  }
}

function mayPass(cause: unknown): boolean {
  return cause instanceof WaymarkError && (cause.kind === 'environment' || cause.code === 'BUNDLE_MISSING');
}
