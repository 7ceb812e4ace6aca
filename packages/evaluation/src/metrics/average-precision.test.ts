import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.js';

describe('averagePrecision', () => {
  it('weighs the precision at each score by the recall that it adds', () => {
    // From the top: precision 1 for the first half of the recall, 2/3 for the second.
    const groups = [
      { score: 0.2, positives: 1, negatives: 0 },
      { score: 0.6, positives: 0, negatives: 1 },
      { score: 0.9, positives: 1, negatives: 0 },
    ];
    expect(averagePrecision(groups)).toBeCloseTo(5 / 6, 15);
  });

  it('takes scores without rows, as bootstrap samples have them', () => {
    const groups = [
      { score: 0.2, positives: 1, negatives: 1 },
      { score: 0.9, positives: 0, negatives: 0 },
    ];
    expect(averagePrecision(groups)).toBe(0.5);
  });
});
