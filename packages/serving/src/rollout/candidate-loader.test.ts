import { describe, expect, it, onTestFinished } from 'vitest';
import { InferencePool } from '../engine/inference-pool.js';
import { InlineEngine } from '../engine/inline-engine.js';
import { IsolatingEngine } from '../engine/isolating-engine.js';
import { RowBatcher } from '../engine/row-batcher.js';
import { loadVersion } from '../host/load-version.js';
import { Turns } from '../host/turns.js';
import { dyingWorker } from '../testing/dying-worker.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { registryWith, tinyBundle } from '../testing/tiny-model.js';
import { CandidateLoader } from './candidate-loader.js';
import { CandidateQueues } from './candidate-queues.js';
import { parseRollout } from './rollout-document.js';

/** A loader, and what it is asked: version 1 beside the champion 2, in processes of which so many loads are killed. */
async function start({ loadDeaths }: { readonly loadDeaths: number }) {
  const registry = await registryWith(await temporaryFolder(), await tinyBundle(1), await tinyBundle(2));
  const workerFile = await dyingWorker({ loadDeaths });
  const engine = new IsolatingEngine({
    shared: new InlineEngine(),
    start: (workers) => new InferencePool({ workers, workerFile, hardTimeoutMs: 5_000 }),
  });
  onTestFinished(() => engine.close());
  let key = 0;
  const nextSessionKey = () => ++key;
  const loader = { registry, engine, nextSessionKey, isProvenFirst: () => false, proofs: new Turns() };
  const registered = await registry.model('tiny');
  const [, entry] = registered?.versions ?? [];
  if (!registered || !entry) throw new Error('the registry has two versions');
  const champion = await loadVersion(entry, loader);
  // Each queue counts for one row.
  const queues = new CandidateQueues(() => ({ runner: new RowBatcher(engine), queuedRows: () => 1 }));
  const document = parseRollout({ mode: 'canary', version: 1, weight: 0.5 });
  const question = { document, registered, champion, held: undefined };
  const clock = { now: 0 };
  const candidates = new CandidateLoader({ loader, queues, now: () => clock.now });
  return { engine, clock, queues, candidates, question };
}

describe('CandidateLoader', () => {
  it('loads a version though its process is killed meanwhile, with a queue until its last request', async () => {
    const { engine, queues, candidates, question } = await start({ loadDeaths: 1 });
    const candidate = await candidates.load(question);
    expect([candidate.version, engine.restartsApart, engine.pids.length]).toEqual([1, 1, 1]);
    expect(queues.queuedRows).toBe(1);
    candidate.acquire();
    candidate.retire();
    expect(queues.queuedRows).toBe(1);
    candidate.release();
    expect([queues.queuedRows, engine.pids]).toEqual([0, []]);
  });

  it('refuses one that kills its processes, and tries it again after a pause or when told to forget', async () => {
    const { engine, clock, queues, candidates, question } = await start({ loadDeaths: 99 });
    const refusal = { code: 'ROLLOUT_REFUSED', message: expect.stringContaining('SIGKILL') };
    await expect(candidates.load(question)).rejects.toMatchObject(refusal);
    expect([queues.queuedRows, engine.pids, engine.restartsApart]).toEqual([0, [], 2]);
    clock.now = 999;
    await expect(candidates.load(question)).rejects.toMatchObject(refusal);
    expect(engine.restartsApart).toBe(2);
    clock.now = 1_000;
    await expect(candidates.load(question)).rejects.toMatchObject(refusal);
    expect(engine.restartsApart).toBe(4);
    candidates.forget();
    await expect(candidates.load(question)).rejects.toMatchObject(refusal);
    expect(engine.restartsApart).toBe(6);
  });
});
