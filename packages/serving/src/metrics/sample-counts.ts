/**
 * Counts by labels, as cheap as a look-up: a labelled counter of prom-client costs as much as checking a whole row. They
 * are handed over when the metrics are scraped.
 */

import type { Labels, Sample } from './metric-family.js';

export class SampleCounts {
  readonly #counts = new Map<string, { readonly labels: Labels; value: number }>();

  /** `labels` are looked at only when the key is new. */
  add(key: string, value: number, labels: Labels): void {
    this.counter(key, labels).value += value;
  }

  /** What is counted under a key, for who counts there again and again. */
  counter(key: string, labels: Labels): { value: number } {
    const known = this.#counts.get(key);
    if (known) return known;
    const counter = { labels, value: 0 };
    this.#counts.set(key, counter);
    return counter;
  }

  get samples(): readonly Sample[] {
    return [...this.#counts.values()];
  }
}
