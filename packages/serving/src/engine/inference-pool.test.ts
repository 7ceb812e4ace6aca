import { describe, expect, it, onTestFinished } from 'vitest';
import { tinyLabels } from '../testing/tiny-model.js';
import { score, tinySession } from '../testing/tiny-session.js';
import { InferencePool, type InferencePoolOptions } from './inference-pool.js';

function start(options: Partial<InferencePoolOptions> = {}): InferencePool {
  const pool = new InferencePool({ workers: 2, hardTimeoutMs: 5_000, ...options });
  onTestFinished(() => pool.close());
  return pool;
}

describe('InferencePool', () => {
  it('has every model in every process, and shares the batches between them', async () => {
    const pool = start();
    const session = await tinySession(1);
    await pool.load(session);
    expect(new Set(pool.pids).size).toBe(2);
    const [first, second] = pool.pids;
    // A stopped process answers nothing: whatever is answered came from the other one.
    if (first !== undefined) process.kill(first, 'SIGSTOP');
    const hanging = score(pool, session);
    await expect(score(pool, session)).resolves.toMatchObject({ label: tinyLabels[1] });
    if (first !== undefined) process.kill(first, 'SIGCONT');
    await expect(hanging).resolves.toMatchObject({ label: tinyLabels[1] });
    expect(pool.pids).toEqual([first, second]);
  });

  it('goes on with the others while one is replaced', async () => {
    const pool = start();
    const session = await tinySession(1);
    await pool.load(session);
    const [first] = pool.pids;
    if (first !== undefined) process.kill(first, 'SIGKILL');
    await expect.poll(() => pool.restarts).toBe(1);
    for (let i = 0; i < 3; i++) expect(await score(pool, session)).toMatchObject({ label: tinyLabels[1] });
    expect(pool.isAvailable).toBe(true);
    await expect.poll(() => pool.pids.length).toBe(2);
  });

  it('has a model in no process when it is refused', async () => {
    const pool = start();
    const session = await tinySession(1);
    const broken = { ...session, model: session.model.slice(0, 20) };
    await expect(pool.load(broken)).rejects.toMatchObject({ code: 'SESSION_REFUSED' });
    await expect(score(pool, session)).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
  });

  it('is not available when no process can be started', async () => {
    const pool = start({ workerFile: '/no/such/worker.js' });
    await expect(pool.load(await tinySession(1))).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    expect(pool.isAvailable).toBe(false);
  });

  it('replaces a process that holds too much memory, and loses no request', async () => {
    const seen: number[] = [];
    const onRecycle = (bytes: number) => void seen.push(bytes);
    const pool = start({ maxWorkerBytes: 1, minWorkerAgeMs: 0, onRecycle });
    const session = await tinySession(1);
    await pool.load(session);
    const before = new Set(pool.pids);
    const answers: unknown[] = [];
    while (pool.recycled < 2) answers.push(await score(pool, session));
    for (const answer of answers) expect(answer).toMatchObject({ label: tinyLabels[1] });
    expect(seen[0]).toBeGreaterThan(2 ** 20);
    expect(pool.pids.filter((pid) => before.has(pid)).length).toBeLessThan(2);
    expect(await score(pool, session)).toMatchObject({ label: tinyLabels[1] });
    // They were asked to go: none of them crashed.
    expect(pool.restarts).toBe(0);
  });

  it('leaves a process that is young as it is', async () => {
    const pool = start({ maxWorkerBytes: 1, minWorkerAgeMs: 3_600_000 });
    const session = await tinySession(1);
    await pool.load(session);
    await expect.poll(() => pool.residentBytes.every((bytes) => bytes > 1)).toBe(true);
    for (let i = 0; i < 3; i++) await score(pool, session);
    expect(pool.recycled).toBe(0);
  });
});
