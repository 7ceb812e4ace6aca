/** What one side of a rollout did with its requests of late: sums, and the latencies that a quantile needs. */

import type { Proportion } from './two-proportions.js';

export interface RequestOutcome {
  readonly ms: number;
  readonly rows: number;
  /** Rows with the positive label. */
  readonly positives: number;
}

export class SideWindow {
  requests = 0;
  failures = 0;
  /** Of those that were answered; the newest ones where there are more than the window has. */
  readonly #latencies: number[] = [];
  readonly #maxLatencies: number;
  #answered = 0;
  #rows = 0;
  #positives = 0;
  #squaredRows = 0;

  constructor(maxLatencies: number) {
    this.#maxLatencies = maxLatencies;
  }

  answered({ ms, rows, positives }: RequestOutcome): void {
    this.#latencies[this.#answered % this.#maxLatencies] = ms;
    this.#answered += 1;
    this.requests += 1;
    this.#rows += rows;
    this.#positives += positives;
    this.#squaredRows += rows * rows;
  }

  failed(): void {
    this.requests += 1;
    this.failures += 1;
  }

  get errors(): Proportion {
    return { hits: this.failures, size: this.requests };
  }

  /**
   * The rows of one request are alike, as far as anyone knows: many rows in few requests are worth few observations
   * (Kish 1965: the squared sum over the sum of squares).
   */
  get positives(): Proportion {
    if (this.#rows === 0) return { hits: 0, size: 0 };
    const size = this.#rows ** 2 / this.#squaredRows;
    return { hits: (this.#positives / this.#rows) * size, size };
  }

  /** The latency that one request in a hundred exceeds; 0 where none was answered. */
  get p99Ms(): number {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
  }

  slowerThan(ms: number): Proportion {
    return { hits: this.#latencies.filter((own) => own > ms).length, size: this.#latencies.length };
  }
}
