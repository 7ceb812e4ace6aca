import { metricNames } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { labels, scores } from '../fixtures/twenty-rows.js';
import { binaryMetrics } from './binary-metrics.js';
import { metricCatalogue } from './metric-catalogue.js';

describe('metricCatalogue', () => {
  it('knows every metric of the contract', () => {
    expect(Object.keys(metricCatalogue)).toEqual([...metricNames]);
  });

  it.each(metricNames)('says of %s rightly which way is better', (name) => {
    const good = binaryMetrics(Uint8Array.of(0, 1), [0.2, 0.9], 0.5)[name];
    const bad = binaryMetrics(Uint8Array.of(0, 1), [0.9, 0.2], 0.5)[name];
    expect(metricCatalogue[name].better === 'higher' ? good > bad : good < bad).toBe(true);
  });

  it.each(metricNames)('says of %s rightly whether the threshold matters', (name) => {
    const values = [0.05, 0.3, 0.6, 0.95].map((threshold) => binaryMetrics(labels, scores, threshold)[name]);
    expect(new Set(values).size > 1).toBe(metricCatalogue[name].usesThreshold);
  });
});
