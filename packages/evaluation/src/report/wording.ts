/** Words and numbers that the table, the page and the model card share, so that all three say the same. */

import type { EvaluationReport, Interval, MetricName } from '@waymark/contracts';
import { metricCatalogue } from '../metrics/metric-catalogue.js';

/** `0.846`; 'n/a' for what is not a number. */
export function decimal(value: number | undefined, digits = 3): string {
  return value === undefined || !Number.isFinite(value) ? 'n/a' : value.toFixed(digits);
}

/** `1,409`. */
export function whole(count: number): string {
  return count.toLocaleString('en-US');
}

/** `26.5 %`. */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${Number((share * 100).toFixed(digits))} %` : 'n/a';
}

/** `[0.824, 0.867]`. */
export function intervalText({ low, high }: Interval): string {
  return `[${decimal(low)}, ${decimal(high)}]`;
}

/** `95 % interval`. */
export function intervalTitle(report: EvaluationReport): string {
  return `${percent(report.bootstrap.level)} interval`;
}

/** `Log loss (lower is better)`; higher is better goes without saying. */
export function metricTitle(name: MetricName): string {
  const { title, better } = metricCatalogue[name];
  return better === 'lower' ? `${title} (lower is better)` : title;
}

const sources: Readonly<Record<string, string>> = {
  simulated: 'simulated rows from a generator with a known rule; no real people',
  telco: 'the public Telco sample, which describes a fictional telephone company',
  recent: 'recent predictions whose labels have arrived',
  file: 'a data file given by the user',
};

/** What the rows are, in words. Simulated rows are always called so. */
export function dataSourceText(source: string): string {
  return Object.hasOwn(sources, source) ? (sources[source] ?? source) : source;
}

/** What the numbers do not say. */
export function limits(report: EvaluationReport): readonly string[] {
  const { splits, threshold, bootstrap } = report;
  const simulated =
    'The rows are simulated. The numbers show that the machinery learns the rule which made them; they say nothing about real people.';
  return [
    ...(report.dataSource === 'simulated' ? [simulated] : []),
    `Measured once, on ${whole(splits.test.rows)} rows held out of the same data. Other populations and later times may differ: watch the drift reports.`,
    `The ${percent(bootstrap.level)} intervals (${whole(bootstrap.resamples)} bootstrap samples of the test rows) cover the choice of test rows, not of training rows or seeds.`,
    `The threshold ${decimal(threshold)} weighs missed and false alarms in one fixed way; where they cost otherwise, choose another.`,
    'A probability is learned from what went together in the past: it names no cause, and what happens to one person is for people to decide.',
  ];
}
