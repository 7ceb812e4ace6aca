/** How long a loaded version lives: until it is retired and its last request is answered. */

export class HeldVersion {
  readonly #onReleased: () => void;
  #users = 0;
  #isRetired = false;
  #isReleased = false;

  /** @param onReleased Called once. */
  constructor(onReleased: () => void) {
    this.#onReleased = onReleased;
  }

  /** A request begins to use this version. Each acquire needs one release. */
  acquire(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    this.#releaseIfDone();
  }

  /** No new request takes this version; its session goes when the last one is answered. */
  retire(): void {
    this.#isRetired = true;
    this.#releaseIfDone();
  }

  #releaseIfDone(): void {
    if (!this.#isRetired || this.#users > 0 || this.#isReleased) return;
    this.#isReleased = true;
    this.#onReleased();
  }
}
