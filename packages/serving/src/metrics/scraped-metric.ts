/** A metric whose values are read when it is scraped, from where they are counted anyway. */

import type { Sample, ScalarFamily } from './metric-family.js';

export interface ScrapedMetric {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly read: () => readonly Sample[];
}

export function scrape({ read, ...about }: ScrapedMetric): ScalarFamily {
  return { ...about, samples: read() };
}
