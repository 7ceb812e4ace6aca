import { describe, expect, it } from 'vitest';
import { decide, driftPolicy, effectCut } from './drift-policy.js';

const significance = { alpha: 0.01, threshold: 0.001, adjust: (pValue: number) => pValue * 10 };
const floors = { warn: 0.05, drift: 0.1 };

describe('driftPolicy', () => {
  it('fills the defaults', () => {
    expect(driftPolicy({ minRows: 30 })).toEqual({
      alpha: 0.01,
      minRows: 30,
      psiFloors: { warn: 0.05, drift: 0.1 },
      shareFloors: { warn: 0.005, drift: 0.01 },
    });
  });

  it('refuses options out of range with DRIFT_OPTIONS_INVALID, together', () => {
    const options = { alpha: Number.NaN, minRows: 0, psiFloors: { warn: 0.2, drift: 0.1 } };
    expect(() => driftPolicy(options)).toThrow(
      expect.objectContaining({
        code: 'DRIFT_OPTIONS_INVALID',
        kind: 'usage',
        message: expect.stringMatching(/alpha .* NaN; minRows .* 0; psiFloors .* 0\.2 and 0\.1/),
      }),
    );
  });
});

describe('decide', () => {
  it('asks for significance and for an effect', () => {
    const verdict = (pValue: number | null, effect: number | null) =>
      decide({ pValue, effect, enoughRows: true }, significance, floors);
    expect(verdict(0.001, 0.1)).toBe('drift');
    expect(verdict(0.0011, 9)).toBe('ok');
    expect(verdict(1e-50, 0.0999)).toBe('warn');
    expect(verdict(1e-50, 0.0499)).toBe('ok');
    expect(verdict(null, 0.5)).toBe('ok');
    expect(verdict(1e-50, null)).toBe('ok');
  });

  it('never calls too few rows drift', () => {
    expect(decide({ pValue: 0, effect: 9, enoughRows: false }, significance, floors)).toBe(
      'insufficient-data',
    );
  });
});

describe('effectCut', () => {
  it('is the floor in large windows and what noise reaches in small ones', () => {
    expect(effectCut({ n: 5000, m: 5000, degreesOfFreedom: 9 }, significance, floors)).toBe(0.1);
    // scipy: chi2.isf(0.001, 9) = 27.877164871256575, times 1/5000 + 1/100
    expect(effectCut({ n: 5000, m: 100, degreesOfFreedom: 9 }, significance, floors)).toBeCloseTo(
      0.2843470816868171,
      12,
    );
  });
});
