import { describe, expect, it } from 'vitest';
import { logLoss } from './log-loss.js';

describe('logLoss', () => {
  it('is the logarithm of 2 for a coin', () => {
    expect(logLoss([{ score: 0.5, positives: 3, negatives: 4 }])).toBe(Math.LN2);
  });

  it('clips a sure and wrong prediction at 1e-15', () => {
    const wrongWayRound = [
      { score: 0, positives: 1, negatives: 0 },
      { score: 1, positives: 0, negatives: 1 },
    ];
    // -ln(1e-15) = 15 ln 10
    expect(logLoss(wrongWayRound)).toBeCloseTo(34.53877639491, 10);
  });
});
