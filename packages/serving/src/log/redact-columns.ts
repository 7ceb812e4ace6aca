/**
 * Columns that the prediction log must not hold: their values are logged as missing, and whoever reads the log takes
 * them for that. The answer is not changed, and neither are the label and the probabilities in the log.
 */

import type { ExactCell } from '../engine/tensor-layout.js';
import type { PredictionRowSink, PredictionRows } from './prediction-rows.js';

/** The sink itself where there is nothing to redact. */
export function redactColumns(sink: PredictionRowSink, columns: readonly string[]): PredictionRowSink {
  if (columns.length === 0) return sink;
  return {
    writePredictions: (rows) => sink.writePredictions({ ...rows, cells: redactedCells(rows, columns) }),
  };
}

/** The request's own cells stay: they are on their way to the model. */
function redactedCells({ served, cells }: PredictionRows, columns: readonly string[]): readonly ExactCell[] {
  const { inputs, inputIndex } = served.contract;
  const redacted = [...cells];
  for (const column of columns) {
    const index = inputIndex.get(column);
    if (index === undefined) continue;
    for (let at = index; at < redacted.length; at += inputs.length) redacted[at] = null;
  }
  return redacted;
}
