import { describe, expect, it } from 'vitest';
import { labels, scores } from '../fixtures/twenty-rows.js';
import { confusionMatrix } from './confusion-matrix.js';

describe('confusionMatrix', () => {
  it.each([
    { threshold: 0, truePositives: 8, falsePositives: 12, falseNegatives: 0, trueNegatives: 0 },
    { threshold: 0.47, truePositives: 6, falsePositives: 4, falseNegatives: 2, trueNegatives: 8 },
    { threshold: 0.5, truePositives: 5, falsePositives: 2, falseNegatives: 3, trueNegatives: 10 },
    { threshold: 1, truePositives: 0, falsePositives: 0, falseNegatives: 8, trueNegatives: 12 },
  ])('counts a score at the threshold as positive: $threshold', ({ threshold, ...expected }) => {
    expect(confusionMatrix(labels, scores, threshold)).toEqual(expected);
  });

  it('takes rows of one class', () => {
    expect(confusionMatrix(Uint8Array.of(1, 1), [0.4, 0.6], 0.5)).toEqual({
      truePositives: 1,
      falsePositives: 0,
      falseNegatives: 1,
      trueNegatives: 0,
    });
  });

  it('refuses a threshold that is not from 0 to 1', () => {
    expect(() => confusionMatrix(labels, scores, 2)).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_OPTIONS_INVALID' }),
    );
  });
});
