/**
 * Counts by labels, as cheap as a look-up: a labelled counter of prom-client costs as much as checking a whole row. They
 * are handed over when the metrics are scraped.
 */

import type { Sample } from './scraped-metric.js';

type Labels = Sample['labels'];

export class SampleCounts {
  readonly #counts = new Map<string, { readonly labels: Labels; value: number }>();

  /** `labels` are looked at only when the key is new. */
  add(key: string, value: number, labels: Labels): void {
    const known = this.#counts.get(key);
    if (known) known.value += value;
    else this.#counts.set(key, { labels, value });
  }

  get samples(): readonly Sample[] {
    return [...this.#counts.values()];
  }
}
