/** The ROC curve and the precision-recall curve. */

import type { EvaluationReport } from '@waymark/contracts';
import type { EvaluationCurves } from '../report/evaluation-curves.js';
import { decimal, percent } from '../report/wording.js';
import { chart, pointList, xScale, yScale } from './chart-frame.js';
import { html, type Markup } from './markup.js';

/** True against false positive rate, with the diagonal of guessing and the chosen threshold. */
export function rocChart(report: EvaluationReport, { roc }: EvaluationCurves): Markup {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = report.confusion;
  const x = falsePositives / (falsePositives + trueNegatives);
  const y = truePositives / (truePositives + falseNegatives);
  const points = roc.map((p) => [xScale(p.falsePositiveRate), yScale(p.truePositiveRate)] as const);
  const area = decimal(report.metrics.rocAuc.value);
  return chart({
    id: 'roc',
    title: `ROC curve, area ${area}`,
    description: `The area under the curve is ${area}; guessing has 0.5. At the threshold, ${percent(y)} of the positive and ${percent(x)} of the negative rows are flagged.`,
    xLabel: 'False positive rate',
    yLabel: 'True positive rate',
    content: html`${diagonal()}<polyline class="curve" points="${pointList(points)}"/>${thresholdMark(x, y)}`,
  });
}

/** Precision against recall, as steps, with the share of positives that flagging at random gives. */
export function precisionRecallChart(
  report: EvaluationReport,
  { precisionRecall }: EvaluationCurves,
): Markup {
  const { rows, positives } = report.splits.test;
  const share = positives / rows;
  const average = decimal(report.metrics.averagePrecision.value);
  const { precision, recall } = report.metrics;
  const steps = precisionRecall.flatMap((point, i) => {
    const before = precisionRecall[i - 1]?.recall ?? 0;
    const y = yScale(point.precision);
    return [[xScale(before), y] as const, [xScale(point.recall), y] as const];
  });
  const random = pointList([
    [xScale(0), yScale(share)],
    [xScale(1), yScale(share)],
  ]);
  return chart({
    id: 'precision-recall',
    title: `Precision and recall, average precision ${average}`,
    description: `Average precision is ${average}; flagging at random has ${decimal(share)}. At the threshold, precision is ${decimal(precision.value)} and recall ${decimal(recall.value)}.`,
    xLabel: 'Recall',
    yLabel: 'Precision',
    content: html`<polyline class="reference" points="${random}"/><polyline class="curve" points="${pointList(steps)}"/>${thresholdMark(recall.value, precision.value)}`,
  });
}

/** From (0, 0) to (1, 1): guessing for ROC, perfect for calibration. */
export function diagonal(): Markup {
  const ends = pointList([
    [xScale(0), yScale(0)],
    [xScale(1), yScale(1)],
  ]);
  return html`<polyline class="reference" points="${ends}"/>`;
}

function thresholdMark(x: number, y: number): Markup | undefined {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  return html`<circle class="mark" cx="${xScale(x)}" cy="${yScale(y)}" r="5"/>`;
}
