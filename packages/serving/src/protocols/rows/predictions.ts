/** The answer to rows: one object a row, in the order of the request. */

import { labelOf, probabilitiesOf, type ScoredRows } from '../../scoring/scored-rows.js';

export interface RowPrediction {
  /** To send the label by, once it is known. */
  readonly id: string;
  readonly label: string;
  /** Of the positive class. */
  readonly probability: number;
  /** Of each class. */
  readonly probabilities: Readonly<Record<string, number>>;
}

export interface RowPredictions {
  readonly predictions: readonly RowPrediction[];
  /** The version that made them. */
  readonly model_version: string;
}

export function rowPredictions(scored: ScoredRows): RowPredictions {
  const { classes, positiveIndex } = scored.served.contract;
  const predictions = scored.ids.map((id, row): RowPrediction => {
    const values = probabilitiesOf(scored, row);
    return {
      id,
      label: labelOf(scored, row),
      probability: values[positiveIndex] ?? Number.NaN,
      probabilities: Object.fromEntries(classes.map((name, i) => [name, values[i] ?? Number.NaN])),
    };
  });
  return { predictions, model_version: String(scored.served.version) };
}
