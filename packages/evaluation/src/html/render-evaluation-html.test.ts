import type { EvaluationReport } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { churnReport } from '../fixtures/churn-report.js';
import { labels, scores } from '../fixtures/twenty-rows.js';
import { evaluationCurves } from '../report/evaluation-curves.js';
import { renderEvaluationHtml } from './render-evaluation-html.js';

const curves = evaluationCurves(labels, scores);
const featureWeights = [
  { name: 'tenure', weight: -0.8 },
  { name: 'contract=monthly', weight: 1.2 },
];
const page = renderEvaluationHtml({ report: churnReport, curves, featureWeights });

describe('renderEvaluationHtml', () => {
  it('is one document that loads and runs nothing', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|https?:/i);
  });

  it('shows metrics, baselines, confusion, training and parity', () => {
    for (const text of ['0.846', '[0.824, 0.867]', '0.841', '1,409 test rows', '288 <small>77 %</small>'])
      expect(page).toContain(text);
    expect(page).toContain('multilayer-perceptron, trained with wasm, seed 1');
    expect(page).toContain('1.2e-7 on 32 golden rows, 1.0e-5 allowed');
  });

  it('gives each chart a title and a description, and each table a caption', () => {
    const count = (pattern: RegExp) => page.match(pattern)?.length;
    expect(count(/<figure>/g)).toBe(4);
    expect(count(/role="img" aria-labelledby="([a-z-]+)-title \1-desc"/g)).toBe(4);
    expect(count(/<title id=/g)).toBe(4);
    expect(count(/<desc id=/g)).toBe(4);
    expect(count(/<caption>/g)).toBe(count(/<table/g));
  });

  it('puts the largest weights first, and leaves the section out when there are none', () => {
    expect(page.indexOf('contract=monthly')).toBeLessThan(page.indexOf('>tenure<'));
    expect(renderEvaluationHtml({ report: churnReport, curves })).not.toContain('What counts');
  });

  it('calls simulated data simulated, and no other', () => {
    expect(page).toContain('<strong>Data:</strong> simulated rows');
    const report = { ...churnReport, dataSource: 'file' };
    expect(renderEvaluationHtml({ report, curves })).not.toContain('simulated');
  });

  it('escapes every text that comes from outside', () => {
    const hostile = '"><script>alert(1)</script>';
    const report: EvaluationReport = {
      ...churnReport,
      model: hostile,
      dataSource: hostile,
      positiveClass: hostile,
      baselines: Object.fromEntries(Object.values(churnReport.baselines).map((values) => [hostile, values])),
      training: { ...churnReport.training, kind: hostile, backend: hostile },
    };
    const weights = [{ name: hostile, weight: 1 }];
    const attacked = renderEvaluationHtml({ report, curves, featureWeights: weights });
    expect(attacked).not.toContain('<script');
    expect(attacked).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('holds numbers only that can be drawn, whatever the scores', () => {
    const extremes = [
      evaluationCurves(Uint8Array.of(0, 1), [0, 1]),
      evaluationCurves(Uint8Array.of(0, 1), [0.5, 0.5]),
      evaluationCurves(Uint8Array.of(1, 0), [0, 1]),
    ];
    const nothingFlagged = { truePositives: 0, falsePositives: 0, falseNegatives: 1, trueNegatives: 1 };
    const report = { ...churnReport, confusion: nothingFlagged };
    for (const extreme of extremes)
      expect(
        renderEvaluationHtml({ report, curves: extreme, featureWeights: [{ name: 'a', weight: 0 }] }),
      ).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('stays below 200 kB for many rows, weights and baselines', () => {
    const many = Uint8Array.from({ length: 20_000 }, (_, i) => i % 2);
    const large = renderEvaluationHtml({
      report: churnReport,
      curves: evaluationCurves(
        many,
        Array.from(many, (_, i) => i / 20_000),
      ),
      featureWeights: Array.from({ length: 500 }, (_, i) => ({ name: `feature ${i}`, weight: i })),
    });
    expect(large.length).toBeLessThan(60_000);
  });
});
