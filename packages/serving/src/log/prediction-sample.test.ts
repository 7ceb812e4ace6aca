import { describe, expect, it } from 'vitest';
import { PredictionSample } from './prediction-sample.js';

function taken(share: number, count: number): readonly boolean[] {
  const sample = new PredictionSample(share);
  return Array.from({ length: count }, () => sample.takesNext());
}

const countOf = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

describe('PredictionSample', () => {
  it('takes all, none, or the share', () => {
    expect(countOf(taken(1, 100))).toBe(100);
    expect(countOf(taken(0, 100))).toBe(0);
    expect(countOf(taken(0.1, 10_000))).toBeGreaterThanOrEqual(998);
    expect(countOf(taken(0.1, 10_000))).toBeLessThanOrEqual(1_002);
  });

  it.each([2, 3, 5, 7, 10, 24])('takes its share of every %i-th prediction too', (step) => {
    const flags = taken(0.25, 20_000).filter((_, i) => i % step === 0);
    expect(Math.abs(countOf(flags) / flags.length - 0.25)).toBeLessThan(0.01);
  });

  it('leaves no long gap', () => {
    const flags = taken(0.1, 10_000);
    const places = flags.flatMap((flag, i) => (flag ? [i] : []));
    const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(21);
  });
});
