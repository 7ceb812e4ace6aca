/** The numbers of a training column as a fit needs them: what is missing is left out, and infinities are refused. */

import type { Column, NumberColumn } from '@waymark/contracts';

export interface TrainingNumbers {
  /** One a training row; missing is NaN. */
  readonly all: NumberColumn;
  /** Those that are not missing, ascending; at least one, all finite. */
  readonly sorted: NumberColumn;
  readonly min: number;
  readonly max: number;
}

/** The numbers, or why `learner` (a transform, as a message names it) cannot be fitted on them. */
export function trainingNumbers(values: Column, learner: string): TrainingNumbers | string {
  if (!(values instanceof Float64Array)) throw new TypeError('stages lets numbers pass only');
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted();
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return `the ${learner} finds no value to learn from`;
  if (!Number.isFinite(max - min)) return `the ${learner} needs values that are finite, and so their range`;
  return { all: values, sorted, min, max };
}
