/**
 * The text format of Prometheus (0.0.4) and OpenMetrics 1.0: nearly the same lines. OpenMetrics also has exemplars, and
 * wants counters to end in `_total`; one that does not is told as `unknown`, so that its name stays. Neither has native
 * histograms.
 */

import type { Exemplar, HistogramSnapshot, Labels, MetricFamily } from './metric-family.js';

export function renderText(families: readonly MetricFamily[]): string {
  return families
    .map((family) => `${headOf(family, family.name, family.type)}${linesOf(family, textWords)}`)
    .join('');
}

export function renderOpenMetrics(families: readonly MetricFamily[]): string {
  const told = families.map((family) => {
    const isTotal = family.type !== 'counter' || family.name.endsWith('_total');
    const name = family.type === 'counter' ? family.name.replace(/_total$/, '') : family.name;
    const head = headOf(family, name, isTotal ? family.type : 'unknown');
    return `${head}${linesOf(family, openMetricsWords)}`;
  });
  return `${told.join('')}# EOF\n`;
}

/** How the two tell the same. */
interface Words {
  readonly bound: (value: number) => string;
  readonly exemplar: (exemplar: Exemplar | undefined) => string;
}

const textWords: Words = { bound: numberText, exemplar: () => '' };

const openMetricsWords: Words = {
  // Its parsers refuse `le="1"`.
  bound: (value) => (Number.isInteger(value) ? `${value}.0` : numberText(value)),
  exemplar: (exemplar) =>
    exemplar === undefined
      ? ''
      : ` # {trace_id="${exemplar.traceId}"} ${numberText(exemplar.value)} ${exemplar.time / 1000}`,
};

function headOf({ help }: MetricFamily, name: string, type: string): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
}

function linesOf(family: MetricFamily, words: Words): string {
  if (family.type === 'histogram')
    return family.histograms.map((histogram) => histogramLines(family.name, histogram, words)).join('');
  return family.samples.map(({ labels, value }) => line(family.name, labels, value)).join('');
}

function histogramLines(
  name: string,
  { labels, count, sum, buckets }: HistogramSnapshot,
  words: Words,
): string {
  const bounded = buckets.map(({ upperBound, cumulativeCount, exemplar }) => {
    const text = line(`${name}_bucket`, { ...labels, le: words.bound(upperBound) }, cumulativeCount);
    return text.replace(/\n$/, `${words.exemplar(exemplar)}\n`);
  });
  return `${bounded.join('')}${line(`${name}_sum`, labels, sum)}${line(`${name}_count`, labels, count)}`;
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(String(text))}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${numberText(value)}\n`;
}

function numberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
