/**
 * Statistics in Triton's form (extension_statistics.md), in nanoseconds. They are of the version that serves, since it
 * was loaded. Requests here are what batches are made of: one with more rows than a batch counts once for each part.
 * The time of failed requests is left out: it is 0.
 */

import type { CountedModel } from '../../host/served-model.js';
import type { BatchStatistics, ComputeTimes, Duration } from '../../metrics/batch-statistics.js';

export function modelStatistics(served: readonly CountedModel[], statistics: BatchStatistics) {
  return { model_stats: served.map((model) => statisticsOf(model, statistics)) };
}

function statisticsOf({ model, version, target }: CountedModel, statistics: BatchStatistics) {
  const session = statistics.of(target);
  const batches = [...session.batches].sort(([a], [b]) => a - b);
  const { queue, input, infer, output, cacheHits, cacheMisses } = session;
  const parts = [queue, input, infer, output, cacheHits].map(nanoseconds);
  return {
    name: model,
    version: String(version),
    last_inference: session.lastBatchAt,
    inference_count: session.rows,
    execution_count: batches.reduce((sum, [, { infer: ofBatch }]) => sum + ofBatch.count, 0),
    inference_stats: {
      // The sum of what is shown, so that rounding cannot part them.
      success: { count: queue.count + cacheHits.count, ns: parts.reduce((sum, { ns }) => sum + ns, 0) },
      fail: { count: session.failed, ns: 0 },
      queue: nanoseconds(queue),
      ...computeTimes(session),
      cache_hit: nanoseconds(cacheHits),
      cache_miss: nanoseconds(cacheMisses),
    },
    batch_stats: batches.map(([rows, times]) => ({ batch_size: rows, ...computeTimes(times) })),
  };
}

function computeTimes({ input, infer, output }: ComputeTimes) {
  return {
    compute_input: nanoseconds(input),
    compute_infer: nanoseconds(infer),
    compute_output: nanoseconds(output),
  };
}

function nanoseconds({ count, ms }: Duration) {
  return { count, ns: Math.round(ms * 1e6) };
}
