/**
 * Latencies by their size, in buckets that grow with it (HdrHistogram's idea): each is at most 1/64 of its value wide, so
 * a quantile is right to 1.6 %, and a record costs an addition, however many there are. From 1 µs to 71 minutes.
 */

const bucketBits = 6;
const bucketsAPower = 2 ** bucketBits;
const maxMicros = 2 ** 32 - 1;

export class LatencyHistogram {
  count = 0;
  maxMs = 0;
  #counts = new Float64Array((32 - bucketBits + 1) * bucketsAPower);

  record(ms) {
    const micros = Math.min(maxMicros, Math.max(0, Math.round(ms * 1000)));
    this.#counts[bucketOf(micros)] += 1;
    this.count += 1;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  /** In milliseconds, the upper edge of the bucket; NaN when nothing was recorded. */
  quantile(q) {
    if (this.count === 0) return Number.NaN;
    let left = Math.ceil(q * this.count);
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      left -= this.#counts[bucket];
      if (left <= 0) return Math.min(upperEdge(bucket) / 1000, this.maxMs);
    }
    return this.maxMs;
  }

  /** @returns {{ count: number, p50: number, p90: number, p99: number, p999: number, max: number }} milliseconds */
  summary() {
    const [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map((q) => this.quantile(q));
    return { count: this.count, p50, p90, p99, p999, max: this.maxMs };
  }
}

/** Up to 127 µs one bucket a microsecond; above, 64 for each power of two. */
function bucketOf(micros) {
  const shift = Math.max(0, 31 - Math.clz32(micros) - bucketBits);
  return shift * bucketsAPower + (micros >>> shift);
}

function upperEdge(bucket) {
  if (bucket < 2 * bucketsAPower) return bucket;
  const shift = Math.floor(bucket / bucketsAPower) - 1;
  return (bucket - shift * bucketsAPower + 1) * 2 ** shift - 1;
}
