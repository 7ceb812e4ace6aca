import type { MetricName } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../bootstrap/compare-models.js';
import { checkAgainstChampion } from './champion-gate.js';

const gate = { metric: 'rocAuc', margin: 0.01 } as const;

const comparison = (low: number, value: number, high: number, metric: MetricName = 'rocAuc'): Comparison => ({
  metric,
  challenger: 0.84 + value,
  champion: 0.84,
  difference: { value, low, high },
  rows: 1409,
});

describe('checkAgainstChampion', () => {
  it.each([
    // Not worse: nothing in the interval is below the margin.
    { low: 0.002, value: 0.01, high: 0.018, passed: true },
    { low: -0.005, value: 0.003, high: 0.011, passed: true },
    { low: 0, value: 0, high: 0, passed: true },
    { low: -0.01, value: 0, high: 0.01, passed: true },
    { low: -0.009, value: -0.005, high: -0.001, passed: true },
    // Inconclusive: a loss beyond the margin is possible, but not what was seen.
    { low: -0.02, value: 0.005, high: 0.03, passed: null },
    { low: -0.011, value: -0.005, high: 0.001, passed: null },
    { low: -0.02, value: -0.01, high: 0, passed: null },
    // Worse: the loss seen is beyond the margin, or there is surely a loss, and it may be.
    { low: -0.03, value: -0.011, high: 0.008, passed: false },
    { low: -0.05, value: -0.04, high: -0.03, passed: false },
    { low: -0.012, value: -0.006, high: -0.001, passed: false },
  ])('is $passed for [$low, $high] round $value and the margin 0.01', ({ low, value, high, passed }) => {
    expect(checkAgainstChampion(gate, comparison(low, value, high)).passed).toBe(passed);
  });

  it('says what was compared, in numbers', () => {
    expect(checkAgainstChampion(gate, comparison(-0.02, -0.005, 0.01)).detail).toBe(
      "rocAuc is 0.8350 against the champion's 0.8400 on 1409 rows: -0.0050 [-0.0200, +0.0100] in the " +
        "challenger's favour, margin 0.01: inconclusive",
    );
  });

  const good = comparison(0.01, 0.02, 0.03);
  it.each([
    {
      name: 'a margin below 0',
      gate: { ...gate, margin: -0.01 },
      given: good,
      problem: 'the margin must be',
    },
    { name: 'a margin that is NaN', gate: { ...gate, margin: Number.NaN }, given: good, problem: 'got NaN' },
    {
      name: 'another metric',
      gate,
      given: { ...good, metric: 'f1' as const },
      problem: 'the comparison is of f1',
    },
    { name: 'no rows', gate, given: { ...good, rows: 0 }, problem: 'on 0 rows' },
    {
      name: 'a challenger of NaN',
      gate,
      given: { ...good, challenger: Number.NaN },
      problem: 'not a number',
    },
    { name: 'a champion of NaN', gate, given: { ...good, champion: Number.NaN }, problem: 'not a number' },
    { name: 'a low end of NaN', gate, given: comparison(Number.NaN, 0.02, 0.03), problem: 'not a number' },
    { name: 'a difference of NaN', gate, given: comparison(0.01, Number.NaN, 0.03), problem: 'not a number' },
    { name: 'an endless high end', gate, given: comparison(0.01, 0.02, Infinity), problem: 'not a number' },
    {
      name: 'an interval turned round',
      gate,
      given: comparison(0.03, 0.02, 0.01),
      problem: 'ends before it starts',
    },
  ])('fails closed on $name', ({ gate: asked, given, problem }) => {
    const check = checkAgainstChampion(asked, given);
    expect(check.passed).toBe(false);
    expect(check.detail).toContain(problem);
  });
});
