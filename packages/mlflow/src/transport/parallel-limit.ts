/**
 * How many requests are under way at once; the others wait their turn. An MLflow server on SQLite gives out 15 database
 * connections and answers 400 to who waited 30 s for one, which a client's 32 parallel calls were enough for.
 */

export class ParallelLimit {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Does the work as soon as there is room, in the order of the calls. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
