/** A small reference for tests: one numeric column, one category, and the prediction. */

import type { CategoricalProfile, NumericProfile } from '@waymark/contracts';

/** 5,000 rows spread evenly over ten bins from 0 to 100. */
export const tenure: NumericProfile = {
  kind: 'numeric',
  name: 'tenure',
  rows: 5000,
  missing: 0,
  min: 0,
  max: 100,
  edges: [10, 20, 30, 40, 50, 60, 70, 80, 90],
  counts: new Array<number>(10).fill(500),
};
export const plan: CategoricalProfile = {
  kind: 'categorical',
  name: 'plan',
  rows: 500,
  missing: 0,
  categories: [
    { value: 'basic', count: 300 },
    { value: 'plus', count: 200 },
  ],
  other: 0,
  seen: ['basic', 'plus'],
};
export const prediction: NumericProfile = {
  ...tenure,
  name: 'prediction',
  max: 1,
  edges: [0.5],
  counts: [2500, 2500],
};
