import { describe, expect, it } from 'vitest';
import { majorityBaseline } from './majority-baseline.js';

const train = Uint8Array.of(0, 0, 0, 1);
const test = Uint8Array.of(0, 0, 1, 1, 0);

describe('majorityBaseline', () => {
  it('predicts the share of the training rows', () => {
    // 0.25 for all: Brier (2·0.5625 + 3·0.0625)/5; log loss (2 ln 4 + 3 ln 4/3)/5.
    const metrics = majorityBaseline(train, test, 0.5);
    expect(metrics).toMatchObject({ rocAuc: 0.5, accuracy: 0.6, precision: 0, recall: 0, f1: 0 });
    expect(metrics.averagePrecision).toBeCloseTo(0.4, 15);
    expect(metrics.brier).toBeCloseTo(0.2625, 15);
    expect(metrics.logLoss).toBeCloseTo(0.7271269879190247, 14);
  });

  it('flags every row at a threshold up to that share', () => {
    expect(majorityBaseline(train, test, 0.25)).toMatchObject({ recall: 1, precision: 0.4, accuracy: 0.4 });
  });

  it('takes training rows of one class, and clips their sureness', () => {
    expect(majorityBaseline(Uint8Array.of(0, 0), test, 0.5).logLoss).toBeCloseTo(13.815510557964, 10);
  });

  it('refuses to learn from no rows', () => {
    expect(() => majorityBaseline(new Uint8Array(0), test, 0.5)).toThrowError(
      expect.objectContaining({
        code: 'EVALUATION_ROWS_INVALID',
        message: expect.stringContaining('training rows: at least one label is needed'),
      }),
    );
  });
});
