import { describe, expect, it } from 'vitest';
import { bootstrapSettings, drawSample } from './resample.js';
import { seededRandom } from './xoshiro128.js';

describe('drawSample', () => {
  it('draws as many rows as there are, with replacement', () => {
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 2);
    const sample = drawSample(labels, seededRandom(3));
    expect(sample).toHaveLength(1000);
    // 1 - 1/e of the rows are expected, 632; the standard deviation is 10.
    expect(Math.abs(new Set(sample).size - 632)).toBeLessThan(50);
  });

  it('draws again when a sample has one class', () => {
    const firstTwoSamples = [0, 0, 0.5, 0.5, 0.5, 0];
    const sample = drawSample(Uint8Array.of(0, 1), () => firstTwoSamples.shift() ?? 0);
    expect([...sample]).toEqual([1, 0]);
  });
});

describe('bootstrapSettings', () => {
  it('fills in the defaults', () => {
    expect(bootstrapSettings({ seed: 5 })).toEqual({ resamples: 1000, level: 0.95, seed: 5 });
  });

  it('names every wrong option at once', () => {
    expect(() => bootstrapSettings({ resamples: 0, level: 1, seed: 0.5 })).toThrowError(
      expect.objectContaining({
        code: 'EVALUATION_OPTIONS_INVALID',
        message: expect.stringMatching(/got 0\n[\s\S]*got 1\n[\s\S]*got 0\.5\n/),
      }),
    );
  });
});
