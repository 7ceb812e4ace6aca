/** The page's tables: metrics, confusion matrix, feature weights, and facts about data and training. */

import { type EvaluationReport, metricNames } from '@waymark/contracts';
import {
  dataSourceText,
  decimal,
  intervalText,
  intervalTitle,
  metricTitle,
  percent,
  whole,
} from '../report/wording.js';
import { html, type Markup } from './markup.js';

export interface FeatureWeight {
  readonly name: string;
  readonly weight: number;
}

/** Each metric with its interval and the baselines. */
export function metricsTable(report: EvaluationReport): Markup {
  const baselines = Object.entries(report.baselines);
  const rows = metricNames.map(
    (name) => html`<tr><th scope="row">${metricTitle(name)}</th>
<td class="strong">${decimal(report.metrics[name].value)}</td><td class="interval">${intervalText(report.metrics[name])}</td>
${baselines.map(([, values]) => html`<td>${decimal(values[name])}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table>
<caption>Metrics on the test rows, beside simple models on the same rows</caption>
<thead><tr><th scope="col">Metric</th><th scope="col">Value</th><th scope="col">${intervalTitle(report)}</th>
${baselines.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

/** True classes in rows, predicted ones in columns, with the share of the true class. */
export function confusionTable({ confusion, positiveClass, threshold }: EvaluationReport): Markup {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const cell = (count: number, other: number, kind: string) =>
    html`<td class="${kind}">${whole(count)} <small>${percent(count / (count + other))}</small></td>`;
  return html`<table class="confusion">
<caption>Confusion matrix at the threshold ${decimal(threshold)}, with shares of the true class</caption>
<thead><tr><td></td><th scope="col">predicted ${positiveClass}</th><th scope="col">predicted not ${positiveClass}</th></tr></thead>
<tbody>
<tr><th scope="row">truly ${positiveClass}</th>${cell(truePositives, falseNegatives, 'right')}${cell(falseNegatives, truePositives, 'wrong')}</tr>
<tr><th scope="row">truly not ${positiveClass}</th>${cell(falsePositives, trueNegatives, 'wrong')}${cell(trueNegatives, falsePositives, 'right')}</tr>
</tbody>
</table>`;
}

const shownWeights = 20;

/** The largest weights, with bars to the left (less likely) and right (more likely) of the middle. */
export function weightsTable(weights: readonly FeatureWeight[]): Markup {
  const sorted = weights.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, shownWeights);
  const largest = Math.max(...sorted.map(({ weight }) => Math.abs(weight)));
  const rows = sorted.map(
    ({ name, weight }) => html`<tr><th scope="row">${name}</th>
<td class="bar">${weightBar(weight, largest)}</td><td>${decimal(weight, 2)}</td></tr>`,
  );
  return html`<table>
<caption>Feature weights, largest first (${sorted.length} of ${weights.length}): to the right more likely, to the left less</caption>
<thead><tr><th scope="col">Feature</th><th scope="col" class="bar">Direction</th><th scope="col">Weight</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

/** Where the data came from, how the model was trained, and how the numbers were made. */
export function factsTable(report: EvaluationReport): Markup {
  const { splits, training, bootstrap, parity } = report;
  const split = ({ rows, positives }: (typeof splits)['test']) =>
    `${whole(rows)} rows, ${whole(positives)} positive (${percent(positives / rows)})`;
  const facts: readonly (readonly [string, string])[] = [
    ['Data', dataSourceText(report.dataSource)],
    ['Training rows', split(splits.train)],
    ['Validation rows', split(splits.validation)],
    ['Test rows', split(splits.test)],
    ['Model', `${training.kind}, trained with ${training.backend}, seed ${training.seed}`],
    ['Epochs', `${training.epochs}, best ${training.bestEpoch}`],
    [
      'Parity of training and serving',
      `${parity.maxAbsDifference.toExponential(1)} on ${whole(parity.rows)} golden rows, ${parity.tolerance.toExponential(1)} allowed`,
    ],
    [
      'Intervals',
      `percentile bootstrap, ${whole(bootstrap.resamples)} samples of the test rows, seed ${bootstrap.seed}`,
    ],
  ];
  return html`<table class="facts">
<caption>Data and training</caption>
<tbody>${facts.map(([name, fact]) => html`<tr><th scope="row">${name}</th><td>${fact}</td></tr>`)}</tbody>
</table>`;
}

function weightBar(weight: number, largest: number): Markup {
  const length = largest > 0 ? (Math.abs(weight) / largest) * 50 : 0;
  const side = weight < 0 ? 'negative' : 'positive';
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
<rect class="${side}" x="${weight < 0 ? 50 - length : 50}" y="0" width="${length}" height="10"/></svg>`;
}
