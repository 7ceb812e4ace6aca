/// <reference lib="dom" />
/**
 * Runs in the browser, inlined as it is compiled: reads `/metrics` every two seconds and fills in what the page shows of
 * it. Quantiles are those of Prometheus' `histogram_quantile`, over all requests since the server started.
 */

const intervalMs = 2_000;

interface Sample {
  readonly value: number;
  /** The upper bound of a histogram's bucket. */
  readonly bound: number | undefined;
}

type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Fills the elements with `data-metric`, over and over, while the page can be seen. */
export function startLiveMetrics(): void {
  const refresh = async (): Promise<void> => {
    if (!document.hidden) await showMetrics();
    setTimeout(refresh, intervalMs);
  };
  void refresh();
}

async function showMetrics(): Promise<void> {
  const figures = await fetch('metrics')
    .then(async (answer) => (answer.ok ? figuresOf(parseMetrics(await answer.text())) : undefined))
    .catch(() => undefined);
  for (const element of document.querySelectorAll<HTMLElement>('[data-metric]'))
    element.textContent = figures?.[element.dataset.metric ?? ''] ?? '–';
}

/** What is shown, by the name in `data-metric`. */
export function figuresOf(samples: Samples): Readonly<Record<string, string>> {
  const sum = (name: string) => (samples.get(name) ?? []).reduce((total, { value }) => total + value, 0);
  const buckets = samples.get('waymark_request_duration_seconds_bucket') ?? [];
  const batches = sum('waymark_batch_rows_count');
  return {
    requests: sum('waymark_http_requests_total').toLocaleString('en'),
    predictions: sum('waymark_predictions_total').toLocaleString('en'),
    p50: duration(quantile(buckets, 0.5)),
    p99: duration(quantile(buckets, 0.99)),
    batchRows: batches === 0 ? '–' : (sum('waymark_batch_rows_sum') / batches).toFixed(1),
    queueRows: sum('waymark_queue_rows').toLocaleString('en'),
  };
}

/** The text format of Prometheus: samples by name, of their labels only the bucket's bound. */
export function parseMetrics(text: string): Samples {
  const samples = new Map<string, Sample[]>();
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (name === undefined) continue;
    const bound = /\ble="([^"]*)"/.exec(labels)?.[1];
    const sample = { value: Number(value), bound: bound === undefined ? undefined : numberOf(bound) };
    const known = samples.get(name);
    if (known) known.push(sample);
    else samples.set(name, [sample]);
  }
  return samples;
}

function numberOf(bound: string): number {
  return bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
}

/** Interpolated within its bucket; the last finite bound when it is beyond; undefined without observations. */
export function quantile(buckets: readonly Sample[], q: number): number | undefined {
  const counts = new Map<number, number>();
  for (const { value, bound = Number.NaN } of buckets) counts.set(bound, (counts.get(bound) ?? 0) + value);
  const cumulative = [...counts].sort(([a], [b]) => a - b);
  const total = cumulative.at(-1)?.[1] ?? 0;
  if (total === 0) return undefined;
  let [lowerBound, lowerCount] = [0, 0];
  for (const [bound, count] of cumulative) {
    if (count >= q * total && Number.isFinite(bound))
      return lowerBound + ((bound - lowerBound) * (q * total - lowerCount)) / (count - lowerCount);
    if (Number.isFinite(bound)) [lowerBound, lowerCount] = [bound, count];
  }
  return lowerBound;
}

function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  return seconds < 1 ? `${(seconds * 1000).toPrecision(2)} ms` : `${seconds.toPrecision(2)} s`;
}
