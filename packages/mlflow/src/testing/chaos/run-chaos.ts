/**
 * Trainings that log to a real server while their processes and the server are killed at random and the way to it loses
 * requests and answers. In the end the server must have every point that was logged, once, and in order.
 */

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileTracker } from '@waymark/registry';
import { MlflowClient } from '../../client/mlflow-client.js';
import { MlflowTracker } from '../../tracker/mlflow-tracker.js';
import type { SeenRun } from '../live-run-behaviour.js';
import { unique } from '../real-names.js';
import { freePort } from '../real-server.js';
import { sampleStart } from '../sample-start.js';
import { readServer } from '../trackers-under-test.js';
import { clientScript, runClient } from './chaos-client.js';
import { type CrashingServer, startCrashingServer } from './crashing-server.js';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.js';

export interface ChaosOptions {
  /** Starts an MLflow server: `script PORT DATA_DIR`. */
  readonly script: string;
  /** Links to the compiled packages. */
  readonly modules: { readonly mlflow: string; readonly registry: string };
  readonly runs: number;
  /** The server is killed once in so many runs. */
  readonly runsPerCrash: number;
  readonly random?: () => number;
  readonly onRun?: (done: number) => void;
}

export interface ChaosResult {
  readonly runs: number;
  readonly points: number;
  readonly clientKills: number;
  readonly serverKills: number;
  readonly faults: Readonly<Record<string, number>>;
  /** What the server lost, has twice, or has in another order; none when all is well. */
  readonly problems: readonly string[];
}

interface World {
  readonly options: ChaosOptions;
  readonly random: () => number;
  readonly folder: string;
  readonly model: string;
  readonly script: string;
  readonly server: CrashingServer;
  readonly proxy: FaultyProxy;
  /** Of each run, the least that the server must have. */
  readonly expected: Map<string, Expected>;
  readonly kills: { client: number; server: number };
}

interface Expected {
  readonly points: number;
  /** One of them. */
  readonly status: readonly SeenRun['status'][];
}

const pointsPerRun = 120;
const atOnce = 3;
/** Of requests. */
const faultShare = 0.2;
const killShare = 0.5;
/** Of killed trainings: they are never started again. */
const abandonedShare = 0.2;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { random = Math.random } = options;
  const folder = await mkdtemp(join(tmpdir(), 'waymark-chaos-'));
  const port = await freePort();
  const server = await startCrashingServer(options.script, port, join(folder, 'server'));
  const proxy = await startFaultyProxy(port, { share: faultShare, random });
  try {
    const script = join(folder, 'client.mjs');
    await writeFile(script, clientScript(options.modules));
    const kills = { client: 0, server: 0 };
    const expected = new Map<string, Expected>();
    const model = unique('chaos');
    const world = { options, random, folder, model, script, server, proxy, expected, kills };
    await doRuns(world);
    const problems = await replayAndCompare(world, `http://127.0.0.1:${port}`);
    return {
      runs: options.runs,
      points: [...expected.values()].reduce((sum, { points }) => sum + 2 * points, 0),
      clientKills: kills.client,
      serverKills: kills.server,
      faults: proxy.counts,
      problems,
    };
  } finally {
    proxy.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Some at a time, while the server is killed now and then. */
async function doRuns(world: World): Promise<void> {
  const { runs, runsPerCrash, onRun } = world.options;
  let [next, done] = [1, 0];
  let crash: Promise<unknown> = Promise.resolve();
  const work = async (): Promise<void> => {
    for (let run = next++; run <= runs; run = next++) {
      if (run % runsPerCrash === 0) {
        crash = crash.then(() => crashServer(world));
        // Told at the end, when it is waited for.
        crash.catch(() => undefined);
      }
      world.expected.set(`run ${run}`, await train(world, run));
      onRun?.(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await crash;
}

async function crashServer({ server, kills }: World): Promise<void> {
  kills.server += 1;
  await server.crash();
}

/** One training, killed and started again until it ends or is given up. */
async function train(world: World, run: number): Promise<Expected> {
  const { random, folder, model, script, proxy, kills } = world;
  const start = { ...sampleStart(model, run), name: `run ${run}` };
  const orders = { url: proxy.url, home: join(folder, 'home'), start, points: pointsPerRun };
  for (let logged = 0; ; ) {
    const willDie = random() < killShare;
    const outcome = await runClient(script, orders, willDie ? random() * 400 : undefined);
    if (outcome.ended) return { points: pointsPerRun, status: ['finished'] };
    kills.client += 1;
    logged = Math.max(logged, outcome.logged);
    // It was killed right before its end was written, or after.
    if (logged === pointsPerRun) return { points: logged, status: ['finished', 'killed'] };
    if (random() < abandonedShare) return { points: logged, status: ['killed'] };
  }
}

async function replayAndCompare(world: World, url: string): Promise<readonly string[]> {
  const { folder, model, expected } = world;
  const client = new MlflowClient({ url });
  const home = join(folder, 'home');
  const tracker = new MlflowTracker({
    client,
    journals: new FileTracker(home).journals,
    spoolFolder: join(home, 'spool'),
    bundleFolder: async () => home,
  });
  let { waiting, rejected } = await tracker.sync();
  // A server that was killed may be slow to come back.
  for (let more = 0; waiting > 0 && more < 5; more += 1) ({ waiting, rejected } = await tracker.sync());
  const aside = await readdir(join(home, 'spool/streams/rejected')).catch(() => []);
  const problems = [...aside].map((text) => `put aside: ${text}`);
  if (waiting + rejected > 0) problems.push(`${waiting} wait, ${rejected} were put aside`);
  const seen = await readServer(client, model);
  for (const [name, least] of expected) {
    const roots = seen.filter((run) => run.name === name);
    const folds = seen.filter((run) => run.name === 'fold 1' && run.parent === name);
    if (roots.length !== 1 || folds.length !== 1)
      problems.push(`${name}: ${roots.length} runs with ${folds.length} folds`);
    for (const { metrics, status } of [...roots, ...folds])
      problems.push(...compare(`${name} (${status})`, { least, status, points: metrics.value ?? [] }));
  }
  return problems;
}

function compare(
  name: string,
  run: {
    readonly least: Expected;
    readonly status: SeenRun['status'];
    readonly points: readonly (readonly [number, number])[];
  },
): readonly string[] {
  const { least, status, points } = run;
  const problems: string[] = [];
  if (!least.status.includes(status)) problems.push(`${name}: must be ${least.status.join(' or ')}`);
  if (points.length < least.points) problems.push(`${name}: has ${points.length} of ${least.points} points`);
  const wrong = points.find(([step, value], index) => step !== index + 1 || value !== step);
  if (wrong) problems.push(`${name}: step ${wrong[0]} is twice, lost or out of order`);
  return problems;
}
