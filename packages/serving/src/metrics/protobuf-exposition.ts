/**
 * Prometheus' protobuf exposition (io.prometheus.client, metrics.proto), each family with its length before it: the only
 * format with native histograms. They are told beside the classic buckets, so the scraper chooses.
 */

import type {
  Bucket,
  Exemplar,
  HistogramSnapshot,
  Labels,
  MetricFamily,
  NativeBuckets,
  Sample,
} from './metric-family.js';
import { ProtobufWriter } from './protobuf-writer.js';

/** The enumeration `MetricType`. */
const typeNumbers = { counter: 0, gauge: 1, histogram: 4 } as const satisfies Record<
  MetricFamily['type'],
  number
>;
/** The field of `Metric` that holds the value. */
const valueFields = { gauge: 2, counter: 3, histogram: 7 } as const satisfies Record<
  MetricFamily['type'],
  number
>;

export function renderProtobuf(families: readonly MetricFamily[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const family of families) writer.delimitedMessage((message) => writeFamily(message, family));
  return writer.bytes;
}

function writeFamily(writer: ProtobufWriter, family: MetricFamily): void {
  writer.text(1, family.name);
  writer.text(2, family.help);
  writer.unsigned(3, typeNumbers[family.type]);
  if (family.type === 'histogram')
    for (const histogram of family.histograms)
      writer.message(4, (metric) => writeHistogram(metric, histogram));
  else
    for (const sample of family.samples)
      writer.message(4, (metric) => writeScalar(metric, family.type, sample));
}

function writeScalar(writer: ProtobufWriter, type: 'counter' | 'gauge', { labels, value }: Sample): void {
  writeLabels(writer, labels);
  writer.message(valueFields[type], (scalar) => scalar.double(1, value));
}

function writeHistogram(writer: ProtobufWriter, snapshot: HistogramSnapshot): void {
  writeLabels(writer, snapshot.labels);
  writer.message(valueFields.histogram, (histogram) => {
    histogram.unsigned(1, snapshot.count);
    histogram.double(2, snapshot.sum);
    for (const bucket of snapshot.buckets) histogram.message(3, (message) => writeBucket(message, bucket));
    if (snapshot.native) writeNative(histogram, snapshot.native);
  });
}

function writeBucket(writer: ProtobufWriter, { upperBound, cumulativeCount, exemplar }: Bucket): void {
  writer.unsigned(1, cumulativeCount);
  writer.double(2, upperBound);
  if (exemplar) writer.message(3, (message) => writeExemplar(message, exemplar));
}

function writeExemplar(writer: ProtobufWriter, { traceId, value, time }: Exemplar): void {
  writeLabels(writer, { trace_id: traceId });
  writer.double(2, value);
  writer.message(3, (timestamp) => {
    timestamp.unsigned(1, Math.floor(time / 1000));
    timestamp.unsigned(2, Math.round((time % 1000) * 1e6));
  });
}

function writeNative(writer: ProtobufWriter, native: NativeBuckets): void {
  const { spans, deltas } = spansAndDeltas(native);
  writer.signed(5, native.schema);
  writer.double(6, native.zeroThreshold);
  writer.unsigned(7, native.zeroCount);
  for (const { offset, length } of spans) {
    writer.message(12, (span) => {
      span.signed(1, offset);
      span.unsigned(2, length);
    });
  }
  // A histogram without a span would pass for a classic one.
  if (spans.length === 0) writer.message(12, (span) => span.unsigned(2, 0));
  writer.packedSigned(13, deltas);
}

export interface NativeLayout {
  /** Runs of buckets; the offset counts from the end of the run before, of the first one from bucket 0. */
  readonly spans: readonly { readonly offset: number; readonly length: number }[];
  /** What each bucket has more than the one before it. */
  readonly deltas: readonly number[];
}

export function spansAndDeltas({ positive }: Pick<NativeBuckets, 'positive'>): NativeLayout {
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let end = 0;
  let previous = 0;
  for (const { index, count } of positive) {
    const span = spans.at(-1);
    if (span && index === end) span.length += 1;
    else spans.push({ offset: index - end, length: 1 });
    deltas.push(count - previous);
    end = index + 1;
    previous = count;
  }
  return { spans, deltas };
}

function writeLabels(writer: ProtobufWriter, labels: Labels): void {
  for (const [name, value] of Object.entries(labels)) {
    writer.message(1, (pair) => {
      pair.text(1, name);
      pair.text(2, String(value));
    });
  }
}
