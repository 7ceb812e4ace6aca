import { describe, expect, it } from 'vitest';
import { chooseThreshold } from './choose-threshold.js';
import { labels, scores } from './fixtures/twenty-rows.js';
import { confusionMatrix } from './metrics/confusion-matrix.js';

const maximise = { maximise: 'f1' } as const;

describe('chooseThreshold', () => {
  it('finds the highest F1, midway to the next score', () => {
    // scikit-learn's f1_score over all thresholds: 0.7368 at 0.38 is the highest; the next score below is 0.33.
    expect(chooseThreshold(labels, scores, maximise)).toBeCloseTo(0.355, 15);
  });

  it('takes the highest of thresholds with the same F1', () => {
    // Flagging the first row alone: 2·1/(1+2). Flagging all four: 2·2/(4+2). Both are 2/3.
    expect(chooseThreshold(Uint8Array.of(1, 0, 0, 1), [0.875, 0.625, 0.5, 0.25], maximise)).toBe(0.75);
  });

  it('does not depend on the order of the rows', () => {
    const turned = chooseThreshold(labels.toReversed(), scores.toReversed(), maximise);
    expect(turned).toBe(chooseThreshold(labels, scores, maximise));
  });

  it.each([
    { name: 'constant', score: 0.5, expected: 0.25 },
    { name: 'all zero', score: 0, expected: 0 },
  ])('flags every row when scores are $name', ({ score, expected }) => {
    expect(chooseThreshold(Uint8Array.of(0, 1, 0), [score, score, score], maximise)).toBe(expected);
  });

  it('gives the same predictions for the scores in float32', () => {
    const threshold = chooseThreshold(labels, scores, maximise);
    const rounded = confusionMatrix(labels, Float32Array.from(scores), threshold);
    expect(rounded).toEqual(confusionMatrix(labels, scores, threshold));
  });

  it('separates scores that are neighbouring floats', () => {
    const upper = 1 - Number.EPSILON / 2;
    const lower = 1 - Number.EPSILON;
    expect(chooseThreshold(Uint8Array.of(0, 1), [lower, upper], maximise)).toBe(upper);
  });

  it('refuses rows of one class', () => {
    expect(() => chooseThreshold(Uint8Array.of(1, 1), [0.1, 0.2], maximise)).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_ONE_CLASS' }),
    );
  });
});
