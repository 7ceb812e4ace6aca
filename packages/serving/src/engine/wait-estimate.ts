/**
 * How long a request would wait: the batches before it, by what batches took of late. It lets a server refuse at once
 * what it could only answer too late. A batch takes a constant and a part for each row (BentoML's adaptive batching fits
 * the same line): both are fitted by least squares, in which older batches count less and less.
 */

/** What a batch's weight becomes with each later one: some 20 of them count. */
const decay = 0.95;

/**
 * What a batch counts for at most, as a multiple of what was expected, unless it is less than `calmMs`: one that had to
 * wait for a new process, or through a pause of the machine, says little about the next; a slowdown that lasts adds up.
 */
const greatestSurprise = 10;
const calmMs = 50;

export class WaitEstimate {
  readonly #maxBatchRows: number;
  /** Weighted sums over the batches: of 1, rows, milliseconds, rows² and rows · milliseconds. */
  #count = 0;
  #rows = 0;
  #ms = 0;
  #rowsSquared = 0;
  #rowsTimesMs = 0;
  #lastEndAt = Number.NEGATIVE_INFINITY;

  constructor(maxBatchRows: number) {
    this.#maxBatchRows = maxBatchRows;
  }

  /** Milliseconds until so many rows are done; 0 as long as nothing is known. */
  waitMs(rows: number): number {
    if (this.#count === 0) return 0;
    const { constantMs, rowMs } = this.#line();
    return Math.ceil(rows / this.#maxBatchRows) * constantMs + rows * rowMs;
  }

  /** A batch that began and ended at these times. Batches that overlap share their time. */
  batchEnded(rows: number, beganAt: number, endedAt: number): void {
    const ms = Math.min(endedAt - Math.max(beganAt, this.#lastEndAt), this.#mostMs(rows));
    this.#lastEndAt = endedAt;
    this.#count = decay * this.#count + 1;
    this.#rows = decay * this.#rows + rows;
    this.#ms = decay * this.#ms + ms;
    this.#rowsSquared = decay * this.#rowsSquared + rows * rows;
    this.#rowsTimesMs = decay * this.#rowsTimesMs + rows * ms;
  }

  #mostMs(rows: number): number {
    if (this.#count === 0) return Number.POSITIVE_INFINITY;
    const { constantMs, rowMs } = this.#line();
    return Math.max(calmMs, greatestSurprise * (constantMs + rowMs * rows));
  }

  /** Where all batches had as many rows, or more rows took less time, rows are taken to cost nothing. */
  #line(): { readonly constantMs: number; readonly rowMs: number } {
    const spread = this.#count * this.#rowsSquared - this.#rows ** 2;
    const slope = spread > 0 ? (this.#count * this.#rowsTimesMs - this.#rows * this.#ms) / spread : 0;
    const rowMs = Math.min(Math.max(0, slope), this.#ms / this.#rows);
    return { constantMs: (this.#ms - rowMs * this.#rows) / this.#count, rowMs };
  }
}
