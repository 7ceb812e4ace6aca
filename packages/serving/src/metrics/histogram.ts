/**
 * A histogram without labels, for what is observed in every request: arrays that are made once, a short search and a
 * logarithm an observation. It counts in the buckets that it is given and, beside them, in those of a native histogram
 * of Prometheus (schema 3: eight buckets each time the value doubles, so a quantile is off by 9 % at most).
 */

import type { Bucket, Exemplar, HistogramFamily, NativeBuckets } from './metric-family.js';

export interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, rising and finite. */
  readonly bounds: readonly number[];
}

const schema = 3;
const bucketsPerDoubling = 2 ** schema;
/** A microsecond, where seconds are counted: what is less is as good as nothing. */
const zeroThreshold = 2 ** -20;
/** Two hours, where seconds are counted; what is more counts as that. */
const greatest = 2 ** 13;
const firstIndex = indexOf(zeroThreshold) + 1;
const nativeSize = indexOf(greatest) - firstIndex + 1;

export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: Float64Array;
  /** One a bound, and one for what is above them all. */
  readonly #counts: Float64Array;
  readonly #native = new Float64Array(nativeSize);
  readonly #exemplars: (Exemplar | undefined)[];
  #zeroCount = 0;
  #count = 0;
  #sum = 0;

  constructor({ name, help, bounds }: HistogramOptions) {
    this.#name = name;
    this.#help = help;
    this.#bounds = Float64Array.from(bounds);
    this.#counts = new Float64Array(bounds.length + 1);
    this.#exemplars = new Array(bounds.length + 1).fill(undefined);
  }

  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    const place = this.#placeOf(value);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    if (value <= zeroThreshold) {
      this.#zeroCount += 1;
      return;
    }
    const native = Math.min(indexOf(value) - firstIndex, nativeSize - 1);
    this.#native[native] = (this.#native[native] ?? 0) + 1;
  }

  /** Names the trace of a value that was observed: each bucket keeps its latest. */
  exemplify(value: number, traceId: string, time: number): void {
    this.#exemplars[this.#placeOf(value)] = { traceId, value, time };
  }

  read(): HistogramFamily {
    const { buckets, native } = { buckets: this.#buckets(), native: this.#nativeBuckets() };
    const snapshot = { labels: {}, count: this.#count, sum: this.#sum, buckets, native };
    return { type: 'histogram', name: this.#name, help: this.#help, histograms: [snapshot] };
  }

  #placeOf(value: number): number {
    let place = 0;
    while (value > (this.#bounds[place] ?? Number.POSITIVE_INFINITY)) place += 1;
    return place;
  }

  #buckets(): readonly Bucket[] {
    let cumulativeCount = 0;
    return Array.from(this.#counts, (count, place) => {
      cumulativeCount += count;
      const upperBound = this.#bounds[place] ?? Number.POSITIVE_INFINITY;
      return { upperBound, cumulativeCount, exemplar: this.#exemplars[place] };
    });
  }

  #nativeBuckets(): NativeBuckets {
    const counts = Array.from(this.#native, (count, place) => ({ index: place + firstIndex, count }));
    const positive = counts.filter(({ count }) => count > 0);
    return { schema, zeroThreshold, zeroCount: this.#zeroCount, positive };
  }
}

/** Of the bucket that ends at the value or, by less than an eighth of a doubling, above it. */
function indexOf(value: number): number {
  return Math.ceil(Math.log2(value) * bucketsPerDoubling);
}
