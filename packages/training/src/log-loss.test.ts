import { describe, expect, it } from 'vitest';
import { classWeights, logLoss } from './log-loss.js';

const labels = Uint8Array.of(0, 1, 1, 0, 1, 0);
const logits = Float32Array.of(-3, -0.5, 0, 0.25, 2, 40);
const equal = { negative: 1, positive: 1 };

describe('logLoss', () => {
  it('is the mean negative log likelihood (numpy: mean(logaddexp(0, z) - y z))', () => {
    expect(logLoss(labels, logits, equal)).toBeCloseTo(7.111446491205935, 12);
  });

  it('weighs each row by its class', () => {
    expect(logLoss(labels, logits, { negative: 0.5, positive: 2 })).toBeCloseTo(4.004261289548723, 12);
  });

  it('stays finite where a sigmoid has saturated', () => {
    expect(logLoss(Uint8Array.of(0, 1), Float32Array.of(1000, -1000), equal)).toBe(1000);
    expect(logLoss(Uint8Array.of(1, 0), Float32Array.of(1000, -1000), equal)).toBe(0);
  });

  it('is log 2 for a logit of 0, and NaN for no rows', () => {
    expect(logLoss(Uint8Array.of(1), Float32Array.of(0), equal)).toBe(Math.LN2);
    expect(logLoss(new Uint8Array(0), new Float32Array(0), equal)).toBeNaN();
  });
});

describe('classWeights', () => {
  it('balances as scikit-learn: n / (2 n_class)', () => {
    const five = Uint8Array.of(0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1); // 5 of 12
    expect(classWeights(five, 'balanced')).toEqual({ negative: 12 / 14, positive: 1.2 });
  });

  it('is 1 for none', () => {
    expect(classWeights(labels, 'none')).toEqual(equal);
  });
});
