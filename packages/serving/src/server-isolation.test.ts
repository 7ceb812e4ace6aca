import { describe, expect, it, onTestFinished } from 'vitest';
import { get, post } from './testing/http-client.js';
import { startLoad } from './testing/request-load.js';
import { rolloutPath, startWithChallenger, versionFor } from './testing/running-rollout.js';
import { type RunningServer, startServer } from './testing/running-server.js';
import {
  openInferenceRequest,
  promoteBundle,
  slowBundle,
  tinyBundle,
  tinyRows,
} from './testing/tiny-model.js';

/** Its place is below 0.5, and that of `user-1` is not. */
const canaryUser = 'user-2';
const championUser = 'user-1';

/** A request that the slow model needs about so many seconds for. */
async function askSlowly({ server }: RunningServer, seconds: number): Promise<number> {
  const response = await fetch(`${server.address}/v2/models/tiny/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-waymark-key': canaryUser },
    body: JSON.stringify(openInferenceRequest([{ age: 30, income: 1000 + 1000 * seconds, city: 'Oslo' }])),
  });
  await response.arrayBuffer();
  return response.status;
}

describe('a canary that is bad', () => {
  it('takes seconds, and the champion does not', async () => {
    const running = await startWithChallenger({}, await slowBundle());
    const { server } = running;
    const [shared] = server.status().workers.pids;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    const [own = 0] = server.status().workers.pids.filter((pid) => pid !== shared);
    // Busy with its first for as long as the test wants.
    process.kill(own, 'SIGSTOP');
    const slow = Promise.all([0.2, 0.2].map((seconds) => askSlowly(running, seconds)));
    for (let i = 0; i < 20; i++) expect(await versionFor(running, championUser)).toBe('1');
    process.kill(own, 'SIGCONT');
    expect(await slow).toEqual([200, 200]);
    // What the canary needs is not what a request to the champion is expected to wait.
    const burst = Array.from({ length: 50 }, () => versionFor(running, championUser));
    expect(new Set(await Promise.all(burst))).toEqual(new Set(['1']));
  });

  it('loses its processes, and the champion keeps its own', async () => {
    const running = await startWithChallenger({ limits: { hardTimeoutMs: 1_000 } }, await slowBundle());
    const { server, registry } = running;
    const [pid] = server.status().workers.pids;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5, guard: {} });
    const quarantine = async () => (await registry.model('tiny'))?.versions[1]?.quarantine;
    while ((await quarantine()) === null) {
      const hanging = askSlowly(running, 1e6);
      expect(await versionFor(running, championUser)).toBe('1');
      // The last one may come when the rollout is over already.
      expect([504, 200]).toContain(await hanging);
    }
    expect((await quarantine())?.reason).toMatch(
      /rolled back: its processes ended \d times in a row without an answer$/,
    );
    expect(server.status().workers).toEqual({ pids: [pid], restarts: 0 });
    // They are gone, and what they counted is not.
    const { body } = await get(server, '/metrics');
    expect(body).toMatch(/^waymark_worker_restarts_total\{pool="trial"\} [3-9]$/m);
    expect(body).toContain('waymark_worker_restarts_total{pool="shared"} 0\n');
    expect(await versionFor(running, canaryUser)).toBe('1');
  });

  it('cannot start its processes any more, and is ended though none of its requests reaches one', async () => {
    const running = await startWithChallenger();
    const { server, registry } = running;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5, guard: {} });
    // As the kernel does it where there is no room for the model: long before they are ready.
    const killing = setInterval(() => {
      for (const pid of server.status().workers.pids.slice(1)) process.kill(pid, 'SIGKILL');
    }, 1);
    onTestFinished(() => clearInterval(killing));
    const quarantine = async () => (await registry.model('tiny'))?.versions[1]?.quarantine;
    while ((await quarantine()) === null) await versionFor(running, canaryUser);
    expect((await quarantine())?.reason).toMatch(/its processes ended \d+ times in a row without an answer$/);
    expect(await versionFor(running, canaryUser)).toBe('1');
    expect(server.status().workers.restarts).toBe(0);
  });

  it('has its queue and its processes among the metrics, until its last request is answered', async () => {
    const running = await startWithChallenger();
    const { server } = running;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    const metrics = async () => String((await get(server, '/metrics')).body);
    await expect
      .poll(metrics)
      .toMatch(/^waymark_worker_resident_bytes{pool="trial",worker="0"} [1-9]\d{7,}$/m);
    const [, pid = 0] = server.status().workers.pids;
    process.kill(pid, 'SIGSTOP');
    const rowsWait = /^waymark_queue_rows{pool="trial"} [1-9]/m;
    const waiting: Promise<string>[] = [];
    // Two batches travel or are computed; what comes then waits.
    while (!rowsWait.test(await metrics()) && waiting.length < 20)
      waiting.push(versionFor(running, canaryUser));
    await fetch(`${server.address}${rolloutPath}`, { method: 'DELETE' });
    expect(await versionFor(running, canaryUser)).toBe('1');
    const text = await metrics();
    expect(text).toContain('waymark_queue_rows{pool="shared"} 0\n');
    expect(text).toMatch(rowsWait);
    process.kill(pid, 'SIGCONT');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['2']));
    await expect.poll(metrics).toContain('waymark_queue_rows{pool="trial"} 0\n');
    await expect.poll(metrics).not.toContain('waymark_worker_resident_bytes{pool="trial"');
  });

  it('is ended with its processes', async () => {
    const running = await startWithChallenger({ workers: 2 });
    const { server } = running;
    const shared = server.status().workers.pids;
    await post(server, rolloutPath, { mode: 'shadow', version: 2 });
    expect(server.status().workers.pids).toHaveLength(3);
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    expect(await versionFor(running, canaryUser)).toBe('2');
    await expect.poll(() => server.status().workers.pids).toHaveLength(4);
    await fetch(`${server.address}${rolloutPath}`, { method: 'DELETE' });
    await expect.poll(() => server.status().workers.pids).toEqual(shared);
  });
});

describe('a server with a canary that is closed', () => {
  it('answers every request that it accepted, and ends all processes', async () => {
    const running = await startWithChallenger({ drainGraceMs: 100 });
    const { server } = running;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    const { pids } = server.status().workers;
    expect(pids).toHaveLength(2);
    const load = startLoad(server, { 1: 1, 2: 2 }, { stopWhenRefused: true });
    await expect.poll(load.count).toBeGreaterThan(50);
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const { failures, answers } = await load.stop();
    expect(failures).toEqual([]);
    expect([...answers.keys()].sort()).toEqual(['1', '2']);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('a champion that hangs', () => {
  it('is refused in a process of its own, while the good one answers', async () => {
    const running = await startServer({ server: { limits: { hardTimeoutMs: 1_500 } } });
    const { server, registry, home } = running;
    const { pids } = server.status().workers;
    const load = startLoad(server, { 1: 1 });
    const { golden } = await tinyBundle(2);
    const rows = [{ ...golden.rows[0], income: 1e9 }, ...golden.rows.slice(1)];
    await promoteBundle(registry, home, await slowBundle({ golden: { ...golden, rows } }));
    const refusal = () => server.status().models[0]?.refused?.reason;
    await expect.poll(refusal).toMatch('within 1500 ms');
    expect((await load.stop()).failures).toEqual([]);
    expect(server.status().workers).toEqual({ pids, restarts: 0 });
    expect((await get(server, '/v2/health/ready')).status).toBe(200);
    expect((await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows))).status).toBe(200);
  });
});
