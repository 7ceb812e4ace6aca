/** What a scrape finds: metrics with their values at that moment, whatever format they are told in. */

export type Labels = Readonly<Record<string, string | number>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface ScalarFamily {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface HistogramFamily {
  readonly type: 'histogram';
  readonly name: string;
  readonly help: string;
  readonly histograms: readonly HistogramSnapshot[];
}

export type MetricFamily = ScalarFamily | HistogramFamily;

export interface HistogramSnapshot {
  readonly labels: Labels;
  readonly count: number;
  readonly sum: number;
  /** By rising bound; the last one is infinite. */
  readonly buckets: readonly Bucket[];
  /** Undefined where only the buckets are known. */
  readonly native: NativeBuckets | undefined;
}

export interface Bucket {
  readonly upperBound: number;
  /** Observations up to the bound. */
  readonly cumulativeCount: number;
  readonly exemplar: Exemplar | undefined;
}

/** An observation whose trace can be looked up. */
export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Prometheus' native histogram: the buckets of one resolution that are not empty. */
export interface NativeBuckets {
  /** Bucket `i` ends at 2^(i / 2^schema). */
  readonly schema: number;
  /** What is not above it is in the zero bucket. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** By rising index. */
  readonly positive: readonly { readonly index: number; readonly count: number }[];
}
