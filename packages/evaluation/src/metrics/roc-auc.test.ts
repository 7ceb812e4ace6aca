import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundingTolerance } from '../fixtures/twenty-rows.js';
import { binaryMetrics } from './binary-metrics.js';
import { rocAuc } from './roc-auc.js';

describe('rocAuc', () => {
  it('counts a pair that is tied as half', () => {
    // Pairs: (0.5+, 0.5-) tied, (0.9+, 0.5-) won: 1.5 of 2.
    const groups = [
      { score: 0.5, positives: 1, negatives: 1 },
      { score: 0.9, positives: 1, negatives: 0 },
    ];
    expect(rocAuc(groups)).toBe(0.75);
  });

  it('is NaN when a class has no rows', () => {
    expect(rocAuc([{ score: 0.5, positives: 2, negatives: 0 }])).toBeNaN();
  });
});

/** Rows of both classes; scores on a grid of 1/64, so that `1 - score` and squares are exact and keep ties. */
const rows = fc
  .array(fc.record({ label: fc.integer({ min: 0, max: 1 }), step: fc.integer({ min: 0, max: 64 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((list) => new Set(list.map(({ label }) => label)).size === 2)
  .map((list) => ({
    labels: Uint8Array.from(list.map(({ label }) => label)),
    scores: list.map(({ step }) => step / 64),
  }));

describe('rocAuc, for any rows', () => {
  it.each([
    { name: 'squaring', map: (score: number) => score ** 2 },
    { name: 'halving', map: (score: number) => score / 2 },
    { name: 'bending', map: (score: number) => score / (score + 1) },
  ])('does not change when $name the scores', ({ map }) => {
    fc.assert(
      fc.property(rows, (given) => {
        const mapped = binaryMetrics(given.labels, given.scores.map(map), 0.5).rocAuc;
        expect(mapped).toBe(binaryMetrics(given.labels, given.scores, 0.5).rocAuc);
      }),
    );
  });

  it('becomes its complement when the scores are turned round', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const turned = given.scores.map((score) => 1 - score);
        const sum =
          binaryMetrics(given.labels, given.scores, 0.5).rocAuc +
          binaryMetrics(given.labels, turned, 0.5).rocAuc;
        expect(Math.abs(sum - 1)).toBeLessThan(roundingTolerance);
      }),
    );
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const metrics = binaryMetrics(given.labels, given.scores, 0.5);
        expect(binaryMetrics(given.labels.toReversed(), given.scores.toReversed(), 0.5)).toEqual(metrics);
      }),
    );
  });
});
