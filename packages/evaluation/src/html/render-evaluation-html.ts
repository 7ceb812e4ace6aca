/**
 * `evaluation.html`: one static page with everything about one model's evaluation. No script, nothing loaded from
 * elsewhere, charts as inline SVG: it opens from a disk, an artifact store or a mail, for as long as there are browsers.
 */

import type { EvaluationReport } from '@waymark/contracts';
import type { EvaluationCurves } from '../report/evaluation-curves.js';
import { dataSourceText, decimal, limits, whole } from '../report/wording.js';
import { precisionRecallChart, rocChart } from './curve-charts.js';
import { html, type Markup } from './markup.js';
import { calibrationChart, scoreChart } from './score-charts.js';
import { styleElement } from './style.js';
import { confusionTable, type FeatureWeight, factsTable, metricsTable, weightsTable } from './tables.js';

export interface EvaluationHtmlInput {
  readonly report: EvaluationReport;
  /** Of the same test rows as the report. */
  readonly curves: EvaluationCurves;
  /** Coefficients of a linear model on its encoded features; the largest are shown. */
  readonly featureWeights?: readonly FeatureWeight[] | undefined;
}

/** A whole HTML document, well below 200 kB whatever the number of rows. */
export function renderEvaluationHtml({ report, curves, featureWeights = [] }: EvaluationHtmlInput): string {
  const title = `${report.model}: evaluation`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${styleElement()}
</head>
<body>
<main>
${header(report, title)}
<h2>How well</h2>
${metricsTable(report)}
<h2>Charts</h2>
<div class="charts">
${[rocChart(report, curves), precisionRecallChart(report, curves), calibrationChart(curves), scoreChart(report, curves)]}
</div>
<p>The ring marks the chosen threshold; dashed lines are guessing at random (calibration: perfect).</p>
<h2>Right and wrong</h2>
${confusionTable(report)}
${featureWeights.length > 0 ? html`<h2>What counts</h2>${weightsTable(featureWeights)}` : undefined}
<h2>How it was made</h2>
${factsTable(report)}
<h2>Limits</h2>
<ul>${limits(report).map((limit) => html`<li>${limit}</li>`)}</ul>
</main>
</body>
</html>
`;
  return page.toString();
}

function header(report: EvaluationReport, title: string): Markup {
  const { splits, positiveClass, threshold, dataSource } = report;
  return html`<h1>${title}</h1>
<p>Predicts ${positiveClass} when its probability is at least ${decimal(threshold)}. Measured on ${whole(splits.test.rows)} test rows, ${whole(splits.test.positives)} of them ${positiveClass}, that training never saw.</p>
<p class="source"><strong>Data:</strong> ${dataSourceText(dataSource)}.</p>`;
}
