/** What must be written down in the end: a write that fails stays for the next run. */

export class PendingWrites {
  readonly #onError: (error: Error) => void;
  #writes: readonly (() => Promise<void>)[] = [];
  #problem: string | undefined;

  /** @param onError Told once for each new reason. */
  constructor(onError: (error: Error) => void) {
    this.#onError = onError;
  }

  add(write: () => Promise<void>): void {
    this.#writes = [...this.#writes, write];
  }

  /** Never throws. One run at a time. */
  async run(): Promise<void> {
    for (const write of this.#writes) {
      try {
        await write();
        this.#writes = this.#writes.filter((other) => other !== write);
      } catch (error) {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
    if (this.#writes.length === 0) this.#problem = undefined;
  }

  #fail(error: Error): void {
    if (error.message !== this.#problem) this.#onError(error);
    this.#problem = error.message;
  }
}
