import { describe, expect, it, onTestFinished } from 'vitest';
import { InferencePool } from '../engine/inference-pool.js';
import { IsolatingEngine } from '../engine/isolating-engine.js';
import { type DyingWorkerOptions, dyingWorker } from '../testing/dying-worker.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { promoteBundle, registryWith, tinyBundle, tinyProbabilities } from '../testing/tiny-model.js';
import { score, tinySession } from '../testing/tiny-session.js';
import { ModelHost } from './model-host.js';
import { Turns } from './turns.js';

interface Workers {
  /** Those that all share. */
  readonly shared?: DyingWorkerOptions;
  /** Those in which versions are proven. */
  readonly apart?: DyingWorkerOptions;
}

/** A host of version 1 that was not started, whose clock is moved by hand. */
async function hostOn({ shared = {}, apart = {} }: Workers) {
  const home = await temporaryFolder();
  const registry = await registryWith(home, await tinyBundle(1));
  const startPool = (workers: number, workerFile: string) =>
    new InferencePool({ workers, workerFile, hardTimeoutMs: 5_000 });
  const apartFile = await dyingWorker(apart);
  const sharedPool = startPool(1, await dyingWorker(shared));
  const engine = new IsolatingEngine({
    shared: sharedPool,
    start: (workers) => startPool(workers, apartFile),
  });
  onTestFinished(() => engine.close());
  const clock = { now: 0 };
  /** When which version was refused. */
  const refusals: string[] = [];
  let key = 0;
  const host: ModelHost = new ModelHost({
    ...{ model: 'tiny', registry, engine, proofs: new Turns(), now: () => clock.now },
    nextSessionKey: () => ++key,
    isProvenFirst: () => host.serving !== undefined,
    observer: {
      ...{ swapped() {}, unloaded() {}, fellBack() {}, registryUnreadable() {} },
      refused: (_, { version, reason }) =>
        void refusals.push(`${clock.now}: version ${version}, ${/SIGKILL/.exec(reason)?.[0]}`),
    },
  });
  const promote = async () => promoteBundle(registry, home, await tinyBundle(2));
  /** What serves, asked in its session. */
  const yes = async () => {
    const session = { ...(await tinySession(1)), key: host.serving?.target.key ?? 0 };
    return (await score(engine, session)).yes;
  };
  /** As a server does it, every half a second up to that time. */
  const followUntil = async (ms: number) => {
    for (; clock.now <= ms; clock.now += 500) await host.follow();
  };
  return { engine, host, refusals, promote, yes, followUntil };
}

describe('ModelHost whose processes are killed while they load', () => {
  it('serves a version that three loads were killed of, when a later one lives', async () => {
    const { engine, host, refusals, promote, yes, followUntil } = await hostOn({ apart: { loadDeaths: 3 } });
    await host.start();
    await promote();
    await followUntil(6_500);
    expect(host.status).toMatchObject({ serving: { version: 1 }, refused: { version: 2 } });
    expect(await yes()).toEqual(tinyProbabilities[1]);
    await followUntil(7_000);
    expect(host.status).toMatchObject({ serving: { version: 2 }, refused: undefined });
    expect(await yes()).toEqual(tinyProbabilities[2]);
    expect(refusals).toEqual([0, 1_000, 3_000].map((ms) => `${ms}: version 2, SIGKILL`));
    expect([engine.restarts, engine.restartsApart]).toEqual([0, 3]);
  });

  it('tries one that kills its process each time after ever longer pauses, and never where the champion is', async () => {
    const { engine, host, refusals, promote, yes, followUntil } = await hostOn({ apart: { loadDeaths: 99 } });
    await host.start();
    const { pids } = engine;
    await promote();
    await followUntil(30_000);
    expect(refusals).toEqual([0, 1_000, 3_000, 7_000, 15_000].map((ms) => `${ms}: version 2, SIGKILL`));
    expect([engine.restarts, engine.pids]).toEqual([0, pids]);
    expect(await yes()).toEqual(tinyProbabilities[1]);
  });

  it('serves its first version too, where its load was killed twice and once more', async () => {
    const { host, refusals, yes, followUntil } = await hostOn({ shared: { loadDeaths: 3 } });
    await expect(host.start()).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    await followUntil(500);
    expect(host.serving).toBeUndefined();
    await followUntil(1_000);
    expect(await yes()).toEqual(tinyProbabilities[1]);
    expect(refusals).toEqual(['0: version 1, SIGKILL']);
  });
});
