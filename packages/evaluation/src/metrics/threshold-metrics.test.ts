import { describe, expect, it } from 'vitest';
import { accuracy, f1, precision, recall } from './threshold-metrics.js';

/** At 0.5: 2 true positives, 1 false positive, 4 false negatives, 3 true negatives. */
const groups = [
  { score: 0.3, positives: 4, negatives: 3 },
  { score: 0.8, positives: 2, negatives: 1 },
];

describe.each([
  { name: 'accuracy', metric: accuracy, expected: 0.5 },
  { name: 'precision', metric: precision, expected: 2 / 3 },
  { name: 'recall', metric: recall, expected: 1 / 3 },
  { name: 'f1', metric: f1, expected: 4 / 9 },
])('$name', ({ metric, expected }) => {
  it('follows from the confusion matrix', () => {
    expect(metric(groups, 0.5)).toBe(expected);
  });

  it('is 0 when there is nothing to divide by', () => {
    expect(metric([], 0.5)).toBe(0);
  });
});
