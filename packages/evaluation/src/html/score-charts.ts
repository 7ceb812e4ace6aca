/** Calibration, and the distribution of scores by class. */

import type { EvaluationReport } from '@waymark/contracts';
import type { CalibrationBin, EvaluationCurves, ScoreBin } from '../report/evaluation-curves.js';
import { decimal, percent, whole } from '../report/wording.js';
import { chart, plot, pointList, xScale, yScale } from './chart-frame.js';
import { diagonal } from './curve-charts.js';
import { html, type Markup } from './markup.js';

/** Observed share of positives against the predicted one, 10 bins, each with its number of rows. */
export function calibrationChart({ calibration }: EvaluationCurves): Markup {
  const points = calibration.flatMap((bin) => calibrationPoint(bin) ?? []);
  const words = points.map(
    ({ bin, x, y }) => `${percent(x)} predicted, ${percent(y)} observed, ${whole(rowsOf(bin))} rows`,
  );
  const line = pointList(points.map(({ x, y }) => [xScale(x), yScale(y)]));
  return chart({
    id: 'calibration',
    title: 'Calibration, with rows in each bin',
    description: `On the diagonal a predicted share is the observed one. By bin: ${words.join('; ')}.`,
    xLabel: 'Mean predicted probability',
    yLabel: 'Observed share of positives',
    content: html`${calibration.map(countLabel)}${diagonal()}<polyline class="curve" points="${line}"/>${points.map(
      ({ x, y }) => html`<circle class="point" cx="${xScale(x)}" cy="${yScale(y)}" r="3.5"/>`,
    )}`,
  });
}

/** The share of each class in each of 20 bins of the score, with the threshold. Shares, so that the rare class shows. */
export function scoreChart(report: EvaluationReport, { histogram }: EvaluationCurves): Markup {
  const { rows, positives } = report.splits.test;
  const shares = histogram.map((bin) => ({
    bin,
    positive: bin.positives / positives,
    negative: bin.negatives / (rows - positives),
  }));
  const yMax = Math.max(
    0.1,
    Math.ceil(Math.max(...shares.flatMap((s) => [s.positive, s.negative])) * 10) / 10,
  );
  const bars = shares.map(
    ({ bin, positive, negative }) =>
      html`${bar(bin, { share: negative, yMax, name: 'negative' })}${bar(bin, { share: positive, yMax, name: 'positive' })}`,
  );
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = report.confusion;
  const above = (flagged: number, missed: number) => percent(flagged / (flagged + missed));
  return chart({
    id: 'scores',
    title: 'Scores by true class',
    description: `Share of each true class by predicted probability. At or above the threshold ${decimal(report.threshold)} lie ${above(truePositives, falseNegatives)} of the positive and ${above(falsePositives, trueNegatives)} of the negative rows.`,
    xLabel: 'Predicted probability',
    yLabel: 'Share of the class',
    yMax,
    content: html`${bars}${thresholdLine(report.threshold)}${legend(report)}`,
  });
}

function calibrationPoint(bin: CalibrationBin) {
  const { meanProbability: x, positiveRate: y } = bin;
  return x === null || y === null ? undefined : { bin, x, y };
}

function countLabel(bin: CalibrationBin): Markup {
  const x = xScale((bin.low + bin.high) / 2);
  return html`<text class="count" x="${x}" y="${plot.top - 7}" text-anchor="middle">${whole(rowsOf(bin))}</text>`;
}

function rowsOf({ positives, negatives }: ScoreBin): number {
  return positives + negatives;
}

interface Bar {
  readonly share: number;
  readonly yMax: number;
  readonly name: 'positive' | 'negative';
}

/** The two classes stand side by side in a bin. */
function bar({ low, high }: ScoreBin, { share, yMax, name }: Bar): Markup {
  const width = (xScale(high) - xScale(low)) / 2 - 1;
  const x = xScale(low) + (name === 'positive' ? width + 1 : 0.5);
  const y = yScale(share, yMax);
  return html`<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${plot.bottom - y}"/>`;
}

function thresholdLine(threshold: number): Markup {
  const x = xScale(threshold);
  return html`<line class="threshold" x1="${x}" y1="${plot.top}" x2="${x}" y2="${plot.bottom}"/>`;
}

/** One line above the plot, where no bar can reach. */
function legend({ positiveClass, threshold }: EvaluationReport): Markup {
  const y = plot.top - 16;
  const entries = [
    { name: 'positive', text: shortened(positiveClass), x: plot.left },
    { name: 'negative', text: `not ${shortened(positiveClass)}`, x: plot.left + 102 },
  ] as const;
  const lineX = plot.left + 230;
  return html`<g class="legend">${entries.map(
    ({ name, text, x }) =>
      html`<rect class="${name}" x="${x}" y="${y}" width="11" height="11"/><text x="${x + 17}" y="${y + 10}">${text}</text>`,
  )}<line class="threshold" x1="${lineX}" y1="${y + 6}" x2="${lineX + 13}" y2="${y + 6}"/>
<text x="${lineX + 17}" y="${y + 10}">threshold ${decimal(threshold)}</text></g>`;
}

function shortened(name: string): string {
  return name.length <= 12 ? name : `${name.slice(0, 11)}…`;
}
