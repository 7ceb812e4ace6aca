import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { logSystemMetrics, systemSampler } from './system-metrics.js';

describe('systemSampler', () => {
  it('tells this process’s share of the processors since the last sample, and the memory in use', () => {
    const sample = systemSampler();
    sample();
    const end = performance.now() + 60;
    while (performance.now() < end) Math.random();
    const busy = sample();
    expect(busy['system/cpu_utilization_percentage']).toBeGreaterThan(0);
    expect(busy['system/cpu_utilization_percentage']).toBeLessThanOrEqual(100);
    const { rss } = process.memoryUsage();
    expect(busy['system/process_memory_usage_megabytes']).toBeGreaterThan(rss / 2e6);
    expect(busy['system/process_memory_usage_megabytes']).toBeLessThan(rss / 0.5e6);
    expect(busy['system/system_memory_usage_megabytes']).toBeLessThan(totalmem() / 1e6);
  });
});

describe('logSystemMetrics', () => {
  it('logs at the start and at the end, after the steps of an earlier process', () => {
    const steps: number[] = [];
    const last = { step: 4, value: 50 };
    const stop = logSystemMetrics({
      earlier: { status: undefined, metrics: { 'system/cpu_utilization_percentage': last } },
      logMetrics: (_, step) => void steps.push(step),
      child: () => expect.unreachable(),
      end: async () => {},
    });
    stop();
    expect(steps).toEqual([5, 6]);
  });
});
