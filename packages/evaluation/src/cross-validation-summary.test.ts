import type { MetricValues } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { crossValidationSummary } from './cross-validation-summary.js';

const fold = (rocAuc: number): MetricValues => ({
  rocAuc,
  averagePrecision: 0.6,
  brier: 0.1,
  logLoss: 0.4,
  accuracy: 0.7,
  precision: 0.5,
  recall: 0.5,
  f1: 0.5,
});

describe('crossValidationSummary', () => {
  it('gives the mean and the standard deviation of each metric', () => {
    // numpy: mean 0.83, std(ddof=1) 0.03605551275463988
    const summary = crossValidationSummary([fold(0.8), fold(0.82), fold(0.87)]);
    expect(summary.rocAuc.mean).toBeCloseTo(0.83, 14);
    expect(summary.rocAuc.standardDeviation).toBeCloseTo(0.03605551275463988, 14);
    expect(summary.recall).toEqual({ mean: 0.5, standardDeviation: 0 });
  });

  it.each([0, 1])('refuses %i folds', (folds) => {
    const values = new Array(folds).fill(fold(0.8));
    expect(() => crossValidationSummary(values)).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_OPTIONS_INVALID' }),
    );
  });
});
