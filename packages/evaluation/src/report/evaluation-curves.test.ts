import { describe, expect, it } from 'vitest';
import { labels, scores } from '../fixtures/twenty-rows.js';
import { evaluationCurves } from './evaluation-curves.js';

describe('evaluationCurves', () => {
  const curves = evaluationCurves(labels, scores);

  it('has the ROC points of scikit-learn', () => {
    // roc_curve(drop_intermediate=False), in twelfths and eighths
    const fpr = [0, 0, 0, 0, 1, 2, 2, 4, 4, 6, 7, 8, 9, 10, 11, 12].map((n) => n / 12);
    const tpr = [0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8, 8].map((n) => n / 8);
    expect(curves.roc.map((point) => point.falsePositiveRate)).toEqual(fpr);
    expect(curves.roc.map((point) => point.truePositiveRate)).toEqual(tpr);
  });

  it('has the precision-recall points of scikit-learn, without its end at recall 0', () => {
    // precision_recall_curve, from the highest threshold down
    expect(curves.precisionRecall).toHaveLength(15);
    expect(curves.precisionRecall.slice(0, 5)).toEqual([
      { recall: 0.125, precision: 1 },
      { recall: 0.25, precision: 1 },
      { recall: 0.375, precision: 1 },
      { recall: 0.375, precision: 0.75 },
      { recall: 0.5, precision: 2 / 3 },
    ]);
    expect(curves.precisionRecall.at(-1)).toEqual({ recall: 1, precision: 0.4 });
  });

  it('has the calibration of scikit-learn', () => {
    // calibration_curve(n_bins=10) and numpy.histogram
    const rows = curves.calibration.map(({ positives, negatives }) => positives + negatives);
    expect(rows).toEqual([2, 2, 2, 4, 3, 1, 3, 1, 1, 1]);
    expect(curves.calibration.map((bin) => bin.positiveRate)).toEqual([
      0,
      0,
      0,
      0.5,
      1 / 3,
      1,
      1 / 3,
      1,
      1,
      1,
    ]);
    expect(curves.calibration[3]?.meanProbability).toBeCloseTo(0.3425, 15);
    expect(curves.calibration[6]?.meanProbability).toBeCloseTo(0.64333333, 8);
  });

  it('counts every row once in the histogram, scores of 0 and 1 too', () => {
    const { histogram } = evaluationCurves(Uint8Array.of(0, 1, 1), [0, 1, 0.05]);
    expect(histogram).toHaveLength(20);
    expect(histogram[0]).toEqual({ low: 0, high: 0.05, positives: 0, negatives: 1 });
    expect(histogram[1]).toMatchObject({ positives: 1, negatives: 0 });
    expect(histogram[19]).toEqual({ low: 0.95, high: 1, positives: 1, negatives: 0 });
  });

  it('says null for bins without rows', () => {
    const { calibration } = evaluationCurves(Uint8Array.of(0, 1), [0.35, 0.35]);
    expect(calibration[0]).toMatchObject({ meanProbability: null, positiveRate: null });
    expect(calibration[3]).toMatchObject({ meanProbability: 0.35, positiveRate: 0.5 });
  });

  it('thins long curves to 200 points, and keeps their ends', () => {
    const many = Uint8Array.from({ length: 5000 }, (_, i) => i % 2);
    const { roc, precisionRecall } = evaluationCurves(
      many,
      Array.from(many, (_, i) => i / 5000),
    );
    expect(roc).toHaveLength(200);
    expect(roc[0]).toEqual({ falsePositiveRate: 0, truePositiveRate: 0 });
    expect(roc.at(-1)).toEqual({ falsePositiveRate: 1, truePositiveRate: 1 });
    expect(precisionRecall).toHaveLength(200);
    expect(precisionRecall.at(-1)).toEqual({ recall: 1, precision: 0.5 });
  });

  it('refuses rows of one class', () => {
    expect(() => evaluationCurves(Uint8Array.of(1, 1), [0.2, 0.4])).toThrowError(
      expect.objectContaining({ code: 'EVALUATION_ONE_CLASS' }),
    );
  });
});
