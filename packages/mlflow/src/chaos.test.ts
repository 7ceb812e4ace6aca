/** A small piece of what `npm run chaos:mlflow` does for hours. */

import { describe, expect, it } from 'vitest';
import { runChaos } from './testing/chaos/run-chaos.js';

const script = process.env.WAYMARK_TEST_MLFLOW;
const modules = {
  mlflow: new URL('../dist/index.js', import.meta.url).href,
  registry: new URL('../../registry/dist/index.js', import.meta.url).href,
};

describe.skipIf(!script)('MlflowTracker among faults (needs WAYMARK_TEST_MLFLOW)', () => {
  it('has every point of 30 trainings on the server once and in order, whoever is killed', async () => {
    const result = await runChaos({ script: script ?? '', modules, runs: 30, runsPerCrash: 16 });
    expect(result.problems).toEqual([]);
    // Who is killed, and whether it was done by then, is chance: of 30 it is 10 or so.
    expect(result.clientKills).toBeGreaterThan(0);
    expect(result.serverKills).toBe(1);
    expect(Object.keys(result.faults).length).toBeGreaterThan(4);
  }, 900_000);
});
