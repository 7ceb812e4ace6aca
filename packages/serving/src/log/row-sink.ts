/** One sink out of what the server was given: rows go as they come to a sink that takes them, and copies to another. */

import type { PredictionSink } from '@waymark/contracts';
import { JsonlPredictionSink } from './jsonl-prediction-sink.js';
import { type PredictionRowSink, predictionRecords } from './prediction-rows.js';

/** `sink` is what everybody waits for; `events`, where it is there, gets a copy. Closes both. */
export function rowSink(sink: PredictionSink, events?: PredictionSink): PredictionSink & PredictionRowSink {
  if (sink instanceof JsonlPredictionSink && !events) return sink;
  return {
    write(records) {
      sink.write(records);
      events?.write(records);
    },
    writePredictions(rows) {
      const records = predictionRecords(rows);
      // A line has all digits of a number, which a record rounds.
      if (sink instanceof JsonlPredictionSink) sink.writePredictions(rows);
      else sink.write(records);
      events?.write(records);
    },
    flush: () => sink.flush(),
    async close() {
      await Promise.all([sink.close(), events?.close()]);
    },
  };
}
