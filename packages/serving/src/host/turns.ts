/** Steps that come one after the other, whoever asks for them and whatever becomes of those before. */

export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** @throws What the step throws. */
  next<Result>(step: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => {});
    return done;
  }

  /** When what was asked for so far is done. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
