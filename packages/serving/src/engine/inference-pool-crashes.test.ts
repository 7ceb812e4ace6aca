import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DyingWorkerOptions, dyingWorker } from '../testing/dying-worker.js';
import { tinyLabels } from '../testing/tiny-model.js';
import { score, tinySession } from '../testing/tiny-session.js';
import { InferencePool, type InferencePoolOptions } from './inference-pool.js';
import { RowBatcher } from './row-batcher.js';

/** One row that the model says 'yes' to. */
const rowOf = (city: string) => ({ rows: 1, cells: [30, 80.5, city] });

type StartOptions = DyingWorkerOptions & Partial<InferencePoolOptions>;

async function start({ poison, deaths, batchMs, ...options }: StartOptions) {
  const workerFile = await dyingWorker({ poison, deaths, batchMs });
  const pool = new InferencePool({ hardTimeoutMs: 5_000, workerFile, ...options });
  onTestFinished(() => pool.close());
  const session = await tinySession(1);
  await pool.load(session);
  return { pool, session };
}

describe('InferencePool whose workers are killed', () => {
  it('runs a batch again in another process', async () => {
    const { pool, session } = await start({ workers: 2, deaths: 1 });
    expect(await score(pool, session)).toMatchObject({ label: tinyLabels[1] });
    expect(pool.restarts).toBe(1);
  });

  it('answers a request whose process is killed, and whose next ones are killed too', async () => {
    const { pool, session } = await start({ deaths: 3 });
    const batcher = new RowBatcher(pool);
    const { tensors } = await batcher.submit(session, rowOf('Oslo'));
    expect(tensors[0]).toEqual(['yes']);
    expect(pool.restarts).toBe(3);
  });

  it('stops a batch that it died of twice, and no other', async () => {
    const { pool, session } = await start({ poison: 'poison' });
    // In the order in which the process does them: the second ones wait in its pipe when it dies of the first.
    const poisoned = score(pool, session, rowOf('poison'));
    const behind = [score(pool, session, rowOf('Oslo')), score(pool, session, rowOf('Paris'))];
    await expect(poisoned).rejects.toMatchObject({ code: 'WORKER_CRASHED', status: 503 });
    for (const { label } of await Promise.all(behind)) expect(label).toEqual(['yes']);
    expect(pool.restarts).toBe(2);
  });

  it('answers what waited behind a batch that took too long', async () => {
    const { pool, session } = await start({ hardTimeoutMs: 1_000 });
    const [pid = 0] = pool.pids;
    process.kill(pid, 'SIGSTOP');
    const hanging = score(pool, session);
    const behind = score(pool, session);
    await expect(hanging).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
    expect(await behind).toMatchObject({ label: tinyLabels[1] });
  });

  it('does not count as a batch’s own time what it waited for those before it', async () => {
    const { pool, session } = await start({ batchMs: 250, hardTimeoutMs: 1_200 });
    // Together 1.5 s, and much less each, however busy the machine is.
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => score(pool, session)));
    for (const { label } of answers) expect(label).toEqual(tinyLabels[1]);
    expect(pool.restarts).toBe(0);
  });

  it('answers those that share a batch or a process with a request that kills it', async () => {
    const { pool, session } = await start({ poison: 'poison' });
    const batcher = new RowBatcher(pool, { maxBatchRows: 4 });
    const cities = ['Oslo', 'Rome', 'poison', 'Paris', 'Bergen', 'Turin', 'Lyon', 'Nice'];
    const answers = await Promise.allSettled(cities.map((city) => batcher.submit(session, rowOf(city))));
    const failed = cities.filter((_, i) => answers[i]?.status === 'rejected');
    expect(failed).toEqual(['poison']);
    // Of its batch twice, and twice of it alone.
    expect(pool.restarts).toBe(4);
  });

  it('ends a process that hangs while it is being replaced, when it is closed', async () => {
    const { pool, session } = await start({ maxWorkerBytes: 1, minWorkerAgeMs: 0, hardTimeoutMs: 60_000 });
    const [pid = 0] = pool.pids;
    await expect.poll(() => pool.residentBytes[0]).toBeGreaterThan(1);
    // After this one its successor is started.
    await score(pool, session);
    process.kill(pid, 'SIGSTOP');
    const hanging = expect(score(pool, session)).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    await expect.poll(() => pool.recycled).toBe(1);
    await pool.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await hanging;
  });

  it('goes on when there are descriptors again, where none was left for its next process', async () => {
    const { href } = new URL('../../dist/engine/inference-pool.js', import.meta.url);
    const script = `
      import { closeSync, openSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const { InferencePool } = await import(${JSON.stringify(href)});
      const pool = new InferencePool({ hardTimeoutMs: 1_000, onCrash: (reason) => console.log(reason) });
      await pool.unload(1);
      const descriptors = [];
      try { for (;;) descriptors.push(openSync('/dev/null')); } catch {}
      process.kill(pool.pids[0], 'SIGKILL');
      while (pool.isAvailable) await sleep(20);
      for (const descriptor of descriptors) closeSync(descriptor);
      while (!pool.isAvailable) await sleep(20);
      await pool.close();
      console.log('closed');`;
    const command = 'ulimit -n 100; exec "$0" --input-type=module -e "$1"';
    const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, script]);
    expect(stdout).toMatch(/^SIGKILL\n(spawn .* EMFILE\n)+closed\n$/);
  });
});
