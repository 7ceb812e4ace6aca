/**
 * Which predictions are logged when not all of them are: a share, spread evenly over the traffic by the golden ratio
 * (a Weyl sequence, Knuth, The Art of Computer Programming 3, 6.4), so that of any run of n predictions share · n are
 * taken, give or take two, and no rhythm of the traffic meets one of the sample.
 */

const goldenRatio = (Math.sqrt(5) - 1) / 2;

export class PredictionSample {
  readonly #share: number;
  #phase = 0;

  /** @param share From 0 to 1; with 1 every prediction is taken. */
  constructor(share: number) {
    this.#share = share;
  }

  /** Whether the next prediction is taken. */
  takesNext(): boolean {
    if (this.#share >= 1) return true;
    this.#phase = (this.#phase + goldenRatio) % 1;
    return this.#phase < this.#share;
  }
}
