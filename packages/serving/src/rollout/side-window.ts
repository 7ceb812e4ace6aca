/** What one side of a rollout did with its requests of late: sums, and the latencies that a quantile needs. */

export interface Proportion {
  readonly hits: number;
  /** How many observations are worth so much; less than there are when they come in groups. */
  readonly size: number;
}

export interface RequestOutcome {
  readonly ms: number;
  readonly rows: number;
  /** Rows with the positive label. */
  readonly positives: number;
}

export class SideWindow {
  /** Of those that were answered; the newest ones where there are more than the window has. */
  readonly #latencies: number[] = [];
  readonly #maxLatencies: number;
  #answered = 0;
  #failures = 0;
  #rows = 0;
  #positives = 0;
  #squaredRows = 0;
  readonly #requestsByKey = new Map<number, number>();
  #assigned = 0;
  /** The sum over keys of their requests, squared. */
  #squaredAssigned = 0;

  constructor(maxLatencies: number) {
    this.#maxLatencies = maxLatencies;
  }

  /** Of the first requests only, so that the keys take a bounded space. */
  assigned(key: number): void {
    if (this.#assigned >= this.#maxLatencies) return;
    const before = this.#requestsByKey.get(key) ?? 0;
    this.#requestsByKey.set(key, before + 1);
    this.#assigned += 1;
    this.#squaredAssigned += 2 * before + 1;
  }

  answered({ ms, rows, positives }: RequestOutcome): void {
    this.#latencies[this.#answered % this.#maxLatencies] = ms;
    this.#answered += 1;
    this.#rows += rows;
    this.#positives += positives;
    this.#squaredRows += rows * rows;
  }

  failed(): void {
    this.#failures += 1;
  }

  get requests(): number {
    return this.#answered + this.#failures;
  }

  get errors(): Proportion {
    return { hits: this.#failures, size: this.requests };
  }

  /**
   * The rows of one request are alike, as far as anyone knows, and so are the requests of one key: many in few are worth
   * few observations (Kish 1965: the squared sum over the sum of squares).
   */
  get positives(): Proportion {
    if (this.#rows === 0) return { hits: 0, size: 0 };
    const requestsPerKey = this.#assigned === 0 ? 1 : this.#squaredAssigned / this.#assigned;
    const size = this.#rows ** 2 / this.#squaredRows / requestsPerKey;
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
