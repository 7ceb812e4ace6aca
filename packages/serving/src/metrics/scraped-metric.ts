/** A metric whose values are read when it is scraped, from where they are counted anyway. */

import { Counter, Gauge, type Registry } from 'prom-client';

export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

export interface ScrapedMetric {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly read: () => readonly Sample[];
}

export function addScrapedMetric(registry: Registry, metric: ScrapedMetric): void {
  const { type, name, help, read, labelNames = [] } = metric;
  const options = { name, help, labelNames, registers: [registry] };
  const refill = (target: Counter | Gauge): void => {
    target.reset();
    for (const { labels, value } of read()) target.inc(labels, value);
  };
  if (type === 'counter') {
    new Counter({
      ...options,
      collect() {
        refill(this);
      },
    });
  } else {
    new Gauge({
      ...options,
      collect() {
        refill(this);
      },
    });
  }
}
