/**
 * The property behind the whole export: any model that tfjs builds is exported and agrees, or is refused with a reason.
 * Random models from fixed seeds; `npm run properties -- --seeds 5000 --from 500` checks as many others as wanted.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { layerConverters } from '../layers/layer-converters.js';
import { checkSeed, type SeedResult } from './testing/check-seed.js';
import { formatFailure, formatSummary, summarise } from './testing/seed-summary.js';

const seeds = 500;
const seedsATest = 50;
const mostShown = 2;
const results: SeedResult[] = [];

/** A property that refuses everything would hold, too; and outputs that are constant agree too easily. */
const mostRefused = 0.1;
const mostConstant = 0.05;
const mostLarge = 0.02;
const mostUnstable = 0.005;

describe('random models', () => {
  afterAll(() => {
    process.stdout.write(`${formatSummary(summarise(results))}\n`);
  });

  const starts = Array.from({ length: seeds / seedsATest }, (_, i) => i * seedsATest);
  it.each(starts)('from seed %i on agree with tfjs or are refused with a reason', async (from) => {
    const failures: string[] = [];
    for (let seed = from; seed < from + seedsATest; seed++) {
      const result = await checkSeed(seed, { shrink: failures.length < mostShown });
      results.push(result);
      const failure = formatFailure(result);
      if (failure !== undefined) failures.push(failure);
    }
    expect(failures.slice(0, mostShown).join('\n\n')).toBe('');
  });

  it('are seldom refused, and have outputs that can be compared', () => {
    const { refused, constant, large, unstable } = summarise(results);
    expect(refused / seeds).toBeLessThan(mostRefused);
    expect(constant / seeds).toBeLessThan(mostConstant);
    expect(large / seeds).toBeLessThan(mostLarge);
    expect(unstable / seeds).toBeLessThan(mostUnstable);
  });

  it('hold every layer that has a converter', () => {
    expect([...summarise(results).classes].sort()).toEqual(Object.keys(layerConverters).sort());
  });
});
