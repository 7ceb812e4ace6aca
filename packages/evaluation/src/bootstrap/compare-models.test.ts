import { describe, expect, it } from 'vitest';
import { labels, scores, weakerScores } from '../fixtures/twenty-rows.js';
import { compareModels } from './compare-models.js';

/** Between two bootstraps with thousands of samples, the ends of an interval differ by Monte Carlo noise. */
const monteCarloTolerance = 0.02;

describe('compareModels', () => {
  it('gives the paired difference with its interval', () => {
    const comparison = compareModels(labels, scores, weakerScores, {
      metric: 'rocAuc',
      resamples: 4000,
      seed: 1,
    });
    expect(comparison).toMatchObject({
      metric: 'rocAuc',
      challenger: 161 / 192,
      champion: 71 / 96,
      rows: 20,
    });
    // numpy and scikit-learn, 20,000 paired samples: -0.0469 to 0.2619.
    expect(comparison.difference.value).toBeCloseTo(0.0989583333333333, 14);
    expect(Math.abs(comparison.difference.low - -0.0469)).toBeLessThan(monteCarloTolerance);
    expect(Math.abs(comparison.difference.high - 0.2619)).toBeLessThan(monteCarloTolerance);
  });

  it('turns losses round, so that above 0 the challenger is better', () => {
    const { difference } = compareModels(labels, scores, weakerScores, {
      metric: 'logLoss',
      resamples: 4000,
      seed: 1,
    });
    // 0.567011 - 0.486791; numpy: -0.0213 to 0.1772.
    expect(difference.value).toBeCloseTo(0.080219609736725, 13);
    expect(Math.abs(difference.low - -0.0213)).toBeLessThan(monteCarloTolerance);
    expect(Math.abs(difference.high - 0.1772)).toBeLessThan(monteCarloTolerance);
  });

  it('finds no difference between a model and itself, in any sample', () => {
    const { difference } = compareModels(labels, scores, scores, {
      metric: 'logLoss',
      resamples: 100,
      seed: 1,
    });
    expect(difference).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('compares each model at its own threshold', () => {
    const comparison = compareModels(labels, scores, weakerScores, {
      metric: 'recall',
      thresholds: { challenger: 0.47, champion: 0.5 },
      resamples: 10,
      seed: 1,
    });
    expect(comparison).toMatchObject({ challenger: 0.75, champion: 0.625, difference: { value: 0.125 } });
  });

  it('refuses to guess thresholds where the metric needs them', () => {
    expect(() => compareModels(labels, scores, weakerScores, { metric: 'f1', seed: 1 })).toThrowError(
      expect.objectContaining({
        code: 'EVALUATION_OPTIONS_INVALID',
        message: expect.stringContaining('thresholds of both models are needed to compare f1'),
      }),
    );
  });

  it('refuses scores of other rows', () => {
    expect(() =>
      compareModels(labels, scores, weakerScores.slice(1), {
        metric: 'f1',
        thresholds: { challenger: 0.5, champion: 0.5 },
        seed: 1,
      }),
    ).toThrowError(expect.objectContaining({ code: 'EVALUATION_ROWS_INVALID' }));
  });
});
