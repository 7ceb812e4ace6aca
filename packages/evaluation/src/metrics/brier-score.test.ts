import { describe, expect, it } from 'vitest';
import { brierScore } from './brier-score.js';

describe('brierScore', () => {
  it('is the mean squared distance to the outcome', () => {
    // One positive at 0.25 costs 0.5625, three negatives cost 0.0625 each: 0.75 over 4 rows.
    expect(brierScore([{ score: 0.25, positives: 1, negatives: 3 }])).toBe(0.1875);
  });
});
