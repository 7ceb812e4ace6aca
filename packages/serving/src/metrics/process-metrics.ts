/**
 * What prom-client tells of the process: time on the processors, memory, the event loop, garbage collection. Its gauges
 * that end in `_total`, as only counters may, are left out: they are sums of others that stay.
 */

import { collectDefaultMetrics, Registry } from 'prom-client';
import type { HistogramSnapshot, Labels, MetricFamily } from './metric-family.js';

type PromClientFamily = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number];

/** Begins to watch the event loop and the collector; two servers in one process do not mix. */
export function watchProcess(): () => Promise<readonly MetricFamily[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return async () => (await registry.getMetricsAsJSON()).flatMap(familyOf);
}

function familyOf(family: PromClientFamily): readonly MetricFamily[] {
  const { name, help } = family;
  // Its types say that it is a number; it is the name of the type.
  const type: unknown = family.type;
  if (type === 'histogram') return [{ type, name, help, histograms: histogramsOf(family) }];
  if (type !== 'counter' && type !== 'gauge') return [];
  if (type === 'gauge' && name.endsWith('_total')) return [];
  const samples = family.values.map(({ labels, value }) => ({ labels: definedLabels(labels), value }));
  return [{ type, name, help, samples }];
}

function histogramsOf({ name, values }: PromClientFamily): readonly HistogramSnapshot[] {
  const byLabels = new Map<string, MutableSnapshot>();
  // In its JSON, not in its types, each value of a histogram has the name that the text format gives it.
  for (const value of values as readonly HistogramValue[]) {
    const { le, ...labels } = definedLabels(value.labels);
    const key = JSON.stringify(labels);
    const snapshot = byLabels.get(key) ?? { labels, count: 0, sum: 0, buckets: [], native: undefined };
    byLabels.set(key, snapshot);
    if (value.metricName === `${name}_sum`) snapshot.sum = value.value;
    else if (value.metricName === `${name}_count`) snapshot.count = value.value;
    else
      snapshot.buckets.push({ upperBound: boundOf(le), cumulativeCount: value.value, exemplar: undefined });
  }
  return [...byLabels.values()];
}

type HistogramValue = PromClientFamily['values'][number] & { readonly metricName?: string };

interface MutableSnapshot extends HistogramSnapshot {
  count: number;
  sum: number;
  readonly buckets: HistogramSnapshot['buckets'][number][];
}

function boundOf(le: string | number | undefined): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}

function definedLabels(labels: Partial<Record<string, string | number>>): Labels {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
