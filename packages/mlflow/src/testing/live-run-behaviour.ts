/** What every tracker does with live runs, as tests: the embedded store and a real server are held to the same ones. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStart, Tracker } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { unique } from './real-names.js';
import { sampleStart } from './sample-start.js';
import { temporaryFolder } from './temporary-folder.js';

/** A run as the tracker keeps it. */
export interface SeenRun {
  readonly name: string;
  /** The name of the run that it is inside of. */
  readonly parent: string | undefined;
  readonly status: 'running' | 'finished' | 'failed' | 'killed';
  readonly parameters: Readonly<Record<string, string>>;
  /** Step and value of each point, in the tracker's order. */
  readonly metrics: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
}

export interface TrackerUnderTest {
  readonly name: string;
  /** A tracker that keeps what it needs in the folder. */
  open(home: string): Tracker;
  /** The text of a module's statement that does the same: it declares `tracker`, and has `home`. */
  opening(): string;
  /** The model's runs, oldest first. */
  read(home: string, model: string): Promise<readonly SeenRun[]>;
}

export function describeLiveRuns(subject: TrackerUnderTest): void {
  describe(`the live runs of ${subject.name}`, () => {
    it('has every point once and in order, and the parameters', async () => {
      const [home, start] = [await temporaryFolder(), sampleStart(unique('churn'))];
      const run = await subject.open(home).start(start);
      for (let step = 1; step <= 2500; step += 1) run.logMetrics({ loss: 1 / step, accuracy: step }, step);
      run.logMetrics({ odd: Number.NaN }, 1);
      run.logMetrics({ odd: Number.NEGATIVE_INFINITY }, 2);
      await run.end('finished');
      const runs = await subject.read(home, start.model);
      expect(runs).toMatchObject([{ name: start.name, parent: undefined, status: 'finished' }]);
      expect(runs[0]?.parameters).toMatchObject({ seed: '1', 'model.hidden': '[32]' });
      const steps = Array.from({ length: 2500 }, (_, i) => i + 1);
      expect(runs[0]?.metrics.loss).toEqual(steps.map((step) => [step, 1 / step]));
      expect(runs[0]?.metrics.accuracy).toEqual(steps.map((step) => [step, step]));
      expect(runs[0]?.metrics.odd).toEqual([
        [1, Number.NaN],
        [2, Number.NEGATIVE_INFINITY],
      ]);
    });

    it('has runs inside of runs, and ends with a run what is open inside of it', async () => {
      const [home, start] = [await temporaryFolder(), sampleStart(unique('churn'))];
      const run = await subject.open(home).start(start);
      const fold = run.child('fold 1', { fold: 1 });
      fold.logMetrics({ loss: 0.5 }, 1);
      fold.child('trial a').logMetrics({ loss: 0.25 }, 1);
      await fold.end('finished');
      run.child('fold 2').logMetrics({ loss: 0.75 }, 1);
      await run.end('failed');
      const runs = await subject.read(home, start.model);
      const seen = Object.fromEntries(
        runs.map(({ name, parent, status, metrics }) => [name, { parent, status, loss: metrics.loss ?? [] }]),
      );
      expect(seen).toEqual({
        [start.name]: { parent: undefined, status: 'failed', loss: [] },
        'fold 1': { parent: start.name, status: 'finished', loss: [[1, 0.5]] },
        'trial a': { parent: 'fold 1', status: 'failed', loss: [[1, 0.25]] },
        'fold 2': { parent: start.name, status: 'failed', loss: [[1, 0.75]] },
      });
    });

    it('goes on with the run of a killed process, and keeps another run apart', async () => {
      const [home, start] = [await temporaryFolder(), sampleStart(unique('churn'))];
      await startAndKill(subject, start, home);
      const other = await subject.open(home).start({ ...start, name: 'other', parameters: { seed: 2 } });
      expect(other.earlier).toBeUndefined();
      await other.end('finished');
      const run = await subject.open(home).start({ ...start, name: 'again' });
      expect(run.child('fold 1').earlier?.status).toBe('finished');
      for (let step = 1; step <= 6; step += 1) run.logMetrics({ loss: step }, step);
      await run.end('finished');
      const runs = await subject.read(home, start.model);
      expect(runs.map(({ name, status }) => [name, status]).sort()).toEqual([
        [start.name, 'finished'],
        ['fold 1', 'finished'],
        ['other', 'finished'],
      ]);
      const points = runs.find(({ name }) => name === start.name)?.metrics.loss;
      expect(points).toEqual([1, 2, 3, 4, 5, 6].map((step) => [step, step]));
    });
  });
}

/** Uses the compiled packages. Logs steps 1 to 4 and a fold, and is killed then. */
async function startAndKill(subject: TrackerUnderTest, start: RunStart, home: string): Promise<void> {
  const script = join(home, 'killed.mjs');
  const text = `
    const { start, home } = JSON.parse(process.argv[2]);
    ${subject.opening()}
    const run = await tracker.start(start);
    await run.child('fold 1').end('finished');
    for (let step = 1; step <= 4; step += 1) run.logMetrics({ loss: step }, step);
    process.send('logged');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  `;
  await writeFile(script, text);
  const child = fork(script, [JSON.stringify({ start, home })]);
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited]);
  child.kill('SIGKILL');
  await exited;
}
