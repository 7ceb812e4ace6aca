import { describe, expect, it } from 'vitest';
import { fuzz, fuzzCase } from './fuzz-run.js';

/** Heaps breathe: about 1 MiB. The bodies of the thousand requests that count have 9.5 MiB, and more once parsed. */
const mostHeapGrowth = 6 * 2 ** 20;

describe('fuzzCase', () => {
  it('makes the same request for the same seed and number, and another one for others', () => {
    expect(fuzzCase(7, 3)).toEqual(fuzzCase(7, 3));
    expect(fuzzCase(7, 3)).not.toEqual(fuzzCase(7, 4));
    expect(fuzzCase(7, 3)).not.toEqual(fuzzCase(8, 3));
  });
});

describe('a server under 1,500 random requests', () => {
  it('answers valid ones right and the others with an error of theirs, and repeats nothing', async () => {
    const report = await fuzz({ seed: 20_261_121, requests: 1_500 });
    expect(report.failures.slice(0, 20)).toEqual([]);
    expect(report.requests).toBe(1_500);
    expect(report.right).toBeGreaterThan(400);
    expect(report.statuses['400']).toBeGreaterThan(300);
    expect(report.heapGrowth).toBeLessThan(mostHeapGrowth);
  });

  it('does so with bare models', async () => {
    const report = await fuzz({ models: 'bare', seed: 20_261_121, requests: 500 });
    expect(report.failures.slice(0, 20)).toEqual([]);
    expect(report.right).toBeGreaterThan(130);
    expect(report.statuses['400']).toBeGreaterThan(100);
  });
});
