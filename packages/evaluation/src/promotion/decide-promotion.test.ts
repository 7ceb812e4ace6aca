import { type EvaluationReport, type MetricName, metricNames } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../bootstrap/compare-models.js';
import { compareModels } from '../bootstrap/compare-models.js';
import { churnReport } from '../fixtures/churn-report.js';
import { labels, scores, weakerScores } from '../fixtures/twenty-rows.js';
import { metricCatalogue } from '../metrics/metric-catalogue.js';
import { decidePromotion } from './decide-promotion.js';
import type { Gates } from './gates.js';

const comparison = (low: number, value: number, high: number): Comparison => ({
  metric: 'rocAuc',
  challenger: 0.846,
  champion: 0.846 - value,
  difference: { value, low, high },
  rows: 1409,
});
const better = comparison(0.001, 0.006, 0.011);
const unclear = comparison(-0.02, -0.002, 0.016);
const worse = comparison(-0.05, -0.03, -0.01);

const limits: Gates = { minimum: { rocAuc: 0.8 }, maximum: { logLoss: 0.5 } };
const gates: Gates = { ...limits, notWorseThanChampion: { metric: 'rocAuc', margin: 0.01 } };
const tooHigh: Gates = { ...gates, minimum: { rocAuc: 0.9 } };

/** A report with one metric's value replaced. */
const reportWith = (name: MetricName, value: number): EvaluationReport => ({
  ...churnReport,
  metrics: { ...churnReport.metrics, [name]: { value, low: value, high: value } },
});

describe('decidePromotion', () => {
  it.each([
    { name: 'the first model, within its limits', gates, champion: 'none', verdict: 'promote' },
    { name: 'a model better than the champion', gates, champion: better, verdict: 'promote' },
    { name: 'a model that may be worse', gates, champion: unclear, verdict: 'investigate' },
    { name: 'a model that is worse', gates, champion: worse, verdict: 'keep' },
    { name: 'a first model outside of its limits', gates: tooHigh, champion: 'none', verdict: 'keep' },
    { name: 'a better model outside of its limits', gates: tooHigh, champion: better, verdict: 'keep' },
    { name: 'an unclear model outside of its limits', gates: tooHigh, champion: unclear, verdict: 'keep' },
    { name: 'a model without a champion gate', gates: limits, champion: worse, verdict: 'promote' },
    { name: 'no gates', gates: {}, champion: 'none', verdict: 'keep' },
    { name: 'no gates, and a better model', gates: {}, champion: better, verdict: 'keep' },
    { name: 'gates without limits', gates: { minimum: {}, maximum: {} }, champion: better, verdict: 'keep' },
  ] as const)('answers $verdict to $name', ({ gates: given, champion, verdict }) => {
    expect(decidePromotion({ report: churnReport, gates: given, champion }).verdict).toBe(verdict);
  });

  it('does not promote a first model that only a champion could have checked', () => {
    const decision = decidePromotion({
      report: churnReport,
      gates: { notWorseThanChampion: { metric: 'rocAuc', margin: 0.01 } },
      champion: 'none',
    });
    expect(decision).toEqual({
      verdict: 'keep',
      reasons: [
        'rocAuc was not compared: there is no champion',
        'no gate was checked: set a minimum or maximum',
      ],
      checks: [
        {
          name: 'notWorseThanChampion rocAuc',
          passed: null,
          detail: 'rocAuc was not compared: there is no champion',
        },
      ],
    });
  });

  it('names all gates that failed, and only those, as reasons', () => {
    const decision = decidePromotion({
      report: churnReport,
      gates: { minimum: { rocAuc: 0.9, recall: 0.7, f1: 0.7 }, maximum: { brier: 0.1 } },
      champion: 'none',
    });
    expect(decision.reasons).toEqual([
      'rocAuc must be at least 0.9; it is 0.8460',
      'f1 must be at least 0.7; it is 0.6480',
      'brier must be at most 0.1; it is 0.1350',
    ]);
    expect(decision.checks.map(({ name, passed }) => [name, passed])).toEqual([
      ['minimum rocAuc', false],
      ['minimum recall', true],
      ['minimum f1', false],
      ['maximum brier', false],
    ]);
  });

  it('says what was inconclusive', () => {
    const { reasons } = decidePromotion({ report: churnReport, gates, champion: unclear });
    expect(reasons).toEqual([expect.stringMatching(/\[-0\.0200, \+0\.0160\].*inconclusive$/)]);
  });

  it.each(
    metricNames,
  )('gates on %s: a hair inside promotes, on the limit too, a hair outside does not', (name) => {
    const verdictFor = (value: number) => {
      const higher = metricCatalogue[name].better === 'higher';
      const limit = { [name]: 0.5 };
      const one: Gates = higher ? { minimum: limit } : { maximum: limit };
      const signedValue = higher ? value : -value;
      return decidePromotion({ report: reportWith(name, 0.5 + signedValue), gates: one, champion: 'none' })
        .verdict;
    };
    expect([verdictFor(1e-9), verdictFor(0), verdictFor(-1e-9)]).toEqual(['promote', 'promote', 'keep']);
  });

  it.each([Number.NaN, Infinity, -Infinity])('fails closed on a metric that is %d', (value) => {
    for (const one of [{ minimum: { rocAuc: 0.5 } }, { maximum: { rocAuc: 0.5 } }])
      expect(
        decidePromotion({ report: reportWith('rocAuc', value), gates: one, champion: 'none' }).verdict,
      ).toBe('keep');
  });

  it.each([Number.NaN, Infinity, -Infinity])('fails closed on a limit that is %d', (limit) => {
    for (const one of [{ minimum: { rocAuc: limit } }, { maximum: { rocAuc: limit } }]) {
      const decision = decidePromotion({ report: churnReport, gates: one, champion: 'none' });
      expect(decision.verdict).toBe('keep');
      expect(decision.reasons[0]).toContain('the limit is not a number');
    }
  });

  it.each(['rocAUC', 'toString'])('fails closed on the metric %s, which no report has', (name) => {
    // As untyped JSON would bring it.
    const misspelt: Gates = JSON.parse(JSON.stringify({ minimum: { [name]: 0.1 } }));
    const decision = decidePromotion({ report: churnReport, gates: misspelt, champion: 'none' });
    expect(decision.verdict).toBe('keep');
    expect(decision.reasons).toEqual([`${name} must be at least 0.1; the report has no such metric`]);
  });

  it('fails closed when a caller without types leaves the champion out', () => {
    const input = { report: churnReport, gates, champion: 'none' as const };
    Reflect.deleteProperty(input, 'champion');
    const decision = decidePromotion(input);
    expect(decision.verdict).toBe('keep');
    expect(decision.reasons).toEqual(['rocAuc must be compared; nobody did']);
  });

  it('refuses a model that is worse on real scores, and promotes its better', () => {
    const verdictFor = (challenger: readonly number[], champion: readonly number[]) => {
      const measured = compareModels(repeated(labels), repeat(challenger), repeat(champion), {
        metric: 'rocAuc',
        resamples: 200,
        seed: 1,
      });
      return decidePromotion({ report: churnReport, gates, champion: measured }).verdict;
    };
    expect(verdictFor(scores, weakerScores)).toBe('promote');
    expect(verdictFor(weakerScores, scores)).toBe('keep');
  });
});

/** The twenty rows thirty times over: enough for a clear answer. */
function repeat(values: readonly number[]): number[] {
  return Array.from({ length: 30 }, () => values).flat();
}

function repeated(values: Uint8Array): Uint8Array {
  return Uint8Array.from(repeat([...values]));
}
