/** The rows of one request with what the model said of them: protocols turn them into answers, the log into lines. */

import type { RequestOutputs } from '../engine/request-queue.js';
import type { ServedModel } from '../host/served-model.js';

export interface ScoredRows extends RequestOutputs {
  readonly served: ServedModel;
  readonly rows: number;
  /** One a row. */
  readonly ids: readonly string[];
}

/** Label of a row. */
export function labelOf({ served, tensors, firstRow }: ScoredRows, row: number): string {
  return String(tensors[served.contract.labelOutput]?.[firstRow + row] ?? '');
}

/** Class probabilities of a row, in the manifest's class order. */
export function probabilitiesOf({ served, tensors, firstRow }: ScoredRows, row: number): readonly number[] {
  const { probabilitiesOutput, classes } = served.contract;
  const values = tensors[probabilitiesOutput];
  const start = (firstRow + row) * classes.length;
  const probabilities: number[] = [];
  for (let i = 0; i < classes.length; i++) probabilities.push(Number(values?.[start + i]));
  return probabilities;
}
