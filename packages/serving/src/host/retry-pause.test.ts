import { WaymarkError } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { modelRefused } from './errors.js';
import { RetryPause } from './retry-pause.js';

function refusal(kind: 'environment' | 'refused') {
  return modelRefused('tiny', 2, new WaymarkError('no', { code: 'SOME_CODE', kind }));
}

describe('RetryPause', () => {
  it('waits a second after the first failure, and twice as long after each, five minutes at most', () => {
    let now = 0;
    const retry = new RetryPause(() => now);
    const pauses = Array.from({ length: 11 }, () => {
      const before = now;
      retry.failed(refusal('environment'));
      while (!retry.isDue) now += 100;
      return now - before;
    });
    expect(pauses).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
    ]);
    retry.reset();
    expect(retry.isDue).toBe(false);
    retry.failed(refusal('environment'));
    now += 1_000;
    expect(retry.isDue).toBe(true);
  });

  it('never tries again what is wrong with the version itself', () => {
    const retry = new RetryPause(() => Number.MAX_VALUE);
    expect(retry.isDue).toBe(false);
    retry.failed(refusal('refused'));
    expect(retry.isDue).toBe(false);
  });
});
