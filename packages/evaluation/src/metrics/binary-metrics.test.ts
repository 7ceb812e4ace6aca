import { metricNames, WaymarkError } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { labels, roundingTolerance, scores, weakerScores } from '../fixtures/twenty-rows.js';
import { binaryMetrics } from './binary-metrics.js';

const constant = new Float64Array(20).fill(0.3);
const ranking = {
  rocAuc: 0.8385416666666667,
  averagePrecision: 0.7735930735930736,
  brier: 0.16338499999999997,
  logLoss: 0.48679108898413553,
};
const weakerRanking = {
  rocAuc: 0.7395833333333334,
  averagePrecision: 0.6284722222222222,
  brier: 0.196375,
  logLoss: 0.5670106987208605,
};
const constantRanking = { rocAuc: 0.5, averagePrecision: 0.4, brier: 0.25, logLoss: 0.6955940880936138 };

describe('binaryMetrics', () => {
  it.each([
    {
      name: 'scores with ties',
      scores,
      threshold: 0.5,
      ...ranking,
      accuracy: 0.75,
      precision: 5 / 7,
      recall: 0.625,
      f1: 2 / 3,
    },
    {
      name: 'a threshold that is a score',
      scores,
      threshold: 0.47,
      ...ranking,
      accuracy: 0.7,
      precision: 0.6,
      recall: 0.75,
      f1: 2 / 3,
    },
    {
      name: 'a threshold above all',
      scores,
      threshold: 0.99,
      ...ranking,
      accuracy: 0.6,
      precision: 0,
      recall: 0,
      f1: 0,
    },
    {
      name: 'a weaker model',
      scores: weakerScores,
      threshold: 0.5,
      ...weakerRanking,
      accuracy: 0.65,
      precision: 5 / 9,
      recall: 0.625,
      f1: 10 / 17,
    },
    {
      name: 'constant scores below the threshold',
      scores: constant,
      threshold: 0.5,
      ...constantRanking,
      accuracy: 0.6,
      precision: 0,
      recall: 0,
      f1: 0,
    },
    {
      name: 'constant scores at the threshold',
      scores: constant,
      threshold: 0.3,
      ...constantRanking,
      accuracy: 0.4,
      precision: 0.4,
      recall: 1,
      f1: 4 / 7,
    },
  ])('equals scikit-learn for $name', ({ scores: given, threshold, name: _, ...expected }) => {
    const metrics = binaryMetrics(labels, given, threshold);
    for (const name of metricNames)
      expect(Math.abs(metrics[name] - expected[name]), name).toBeLessThan(roundingTolerance);
  });

  it('takes one row of each class, and gives a perfect model perfect values', () => {
    expect(binaryMetrics(Uint8Array.of(0, 1), [0, 1], 0.5)).toEqual({
      rocAuc: 1,
      averagePrecision: 1,
      brier: 0,
      logLoss: 0,
      accuracy: 1,
      precision: 1,
      recall: 1,
      f1: 1,
    });
  });

  it('takes the float32 scores that onnxruntime gives', () => {
    expect(binaryMetrics(labels, Float32Array.from(scores), 0.5).rocAuc).toBe(161 / 192);
  });

  it('names every problem with the rows at once', () => {
    const strangeLabels = Uint8Array.of(0, 2, 1);
    expect(() => binaryMetrics(strangeLabels, [0.2, Number.NaN, 1.5, 0.4], 0.5)).toThrowError(
      expect.objectContaining({
        code: 'EVALUATION_ROWS_INVALID',
        kind: 'dataInvalid',
        message: expect.stringMatching(
          /1 of 3 are not[\s\S]*2 of 4 are NaN or outside[\s\S]*3 labels, 4 probabilities/,
        ),
      }),
    );
  });

  it('refuses no rows', () => {
    expect(() => binaryMetrics(new Uint8Array(0), [], 0.5)).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_ROWS_INVALID' }),
    );
  });

  it.each([0, 1])('refuses rows of class %i alone', (label) => {
    expect(() => binaryMetrics(Uint8Array.of(label, label), [0.2, 0.8], 0.5)).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_ONE_CLASS', kind: 'dataInvalid' }),
    );
  });

  it.each([Number.NaN, -0.1, 1.1])('refuses the threshold %d', (threshold) => {
    expect(() => binaryMetrics(labels, scores, threshold)).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_OPTIONS_INVALID', kind: 'usage' }),
    );
    expect(() => binaryMetrics(labels, scores, threshold)).toThrow(WaymarkError);
  });
});
