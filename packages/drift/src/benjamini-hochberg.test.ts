import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.js';

describe('benjaminiHochberg', () => {
  it('adjusts as scipy.stats.false_discovery_control 1.17.1 does, in the order given', () => {
    const { adjustedPValues } = benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.5], 0.05);
    const rounded = adjustedPValues.map((pValue) => Number(pValue.toFixed(12)));
    expect(rounded).toEqual([0.025, 0.05, 0.05, 0.025, 0.5]);
  });

  it('steps up: the largest p-value below its line takes all smaller ones with it', () => {
    // Lines for q = 0.05 and five tests: 0.01, 0.02, 0.03, 0.04, 0.05. Only the third holds its own.
    const { adjustedPValues, threshold } = benjaminiHochberg([0.011, 0.021, 0.029, 0.5, 0.9], 0.05);
    expect(adjustedPValues.map((p) => p <= 0.05)).toEqual([true, true, true, false, false]);
    expect(threshold).toBeCloseTo(0.03, 15);
  });

  it('asks q / count of the smallest when none is significant', () => {
    const { adjustedPValues, threshold } = benjaminiHochberg([0.02, 0.4, 0.6, 0.8], 0.05);
    expect(adjustedPValues.every((p) => p > 0.05)).toBe(true);
    expect(threshold).toBeCloseTo(0.0125, 15);
  });

  it('never adjusts above 1 and gives equal p-values equal results', () => {
    expect(benjaminiHochberg([1, 1, 0.9], 0.05).adjustedPValues).toEqual([1, 1, 1]);
    expect(benjaminiHochberg([0.02, 0.02], 0.05).adjustedPValues).toEqual([0.02, 0.02]);
  });

  it('takes none and one', () => {
    expect(benjaminiHochberg([], 0.05)).toEqual({ adjustedPValues: [], threshold: 0.05 });
    expect(benjaminiHochberg([0.04], 0.05)).toEqual({ adjustedPValues: [0.04], threshold: 0.05 });
  });
});
