import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import { startLoad } from './testing/request-load.js';
import { type RunningServer, startServer } from './testing/running-server.js';
import { openInferenceRequest, tinyRows } from './testing/tiny-model.js';

function signalWorker({ server }: RunningServer, signal: 'SIGKILL' | 'SIGSTOP'): void {
  const [pid] = server.status().workers.pids;
  if (pid !== undefined) process.kill(pid, signal);
}

describe('a server whose worker fails', () => {
  it('loses no request when the worker is killed under load', async () => {
    const running = await startServer();
    const load = startLoad(running.server, { 1: 1 });
    for (let kills = 1; kills <= 2; kills++) {
      const before = load.count();
      await expect.poll(load.count).toBeGreaterThan(before + 50);
      signalWorker(running, 'SIGKILL');
      await expect.poll(() => running.server.status().workers.restarts).toBe(kills);
    }
    const before = load.count();
    await expect.poll(load.count).toBeGreaterThan(before + 50);
    expect((await load.stop()).failures).toEqual([]);
    expect((await get(running.server, '/metrics')).body).toContain(
      'waymark_worker_restarts_total{pool="shared"} 2\n',
    );
  });

  it('answers what hangs with 504, what waited with 200, and is alive all the time', async () => {
    const running = await startServer({ server: { limits: { hardTimeoutMs: 1_000 } } });
    const { server } = running;
    signalWorker(running, 'SIGSTOP');
    const hanging = post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows));
    expect((await get(server, '/v2/health/live')).status).toBe(200);
    expect(await hanging).toMatchObject({ status: 504, body: { error: expect.stringContaining('1000 ms') } });
    expect((await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows))).status).toBe(200);
  });
});

describe('a server with two workers', () => {
  it('tells the memory of each', async () => {
    const { server } = await startServer({ server: { workers: 2 } });
    const metrics = async () => String((await get(server, '/metrics')).body);
    // Node.js alone takes more than 30 MB.
    for (const worker of [0, 1])
      await expect
        .poll(metrics)
        .toMatch(
          new RegExp(`^waymark_worker_resident_bytes{pool="shared",worker="${worker}"} [1-9]\\d{7,}$`, 'm'),
        );
  });
});

describe('a server with a full queue', () => {
  it('refuses before it reads the body, and answers what it accepted', async () => {
    const running = await startServer({ server: { limits: { maxQueueRows: 1 } } });
    const { server } = running;
    const [pid = 0] = server.status().workers.pids;
    process.kill(pid, 'SIGSTOP');
    const one = openInferenceRequest(tinyRows.slice(0, 1));
    const metrics = async () => (await get(server, '/metrics')).body;
    const accepted: ReturnType<typeof post>[] = [];
    // Two batches travel or are computed; what comes then waits. One after the other: no two of them find room at once.
    for (const arrived of [
      /^waymark_queue_duration_seconds_count 1$/m,
      /^waymark_queue_duration_seconds_count 2$/m,
      /^waymark_queue_rows(\{.*\})? 1$/m,
    ]) {
      accepted.push(post(server, '/v2/models/tiny/infer', one));
      await expect.poll(metrics).toMatch(arrived);
    }
    for (const path of ['/v2/models/tiny/infer', '/v1/models/tiny:predict', '/invocations']) {
      const refused = await fetch(`${server.address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{ this was never read',
      });
      expect([path, refused.status, refused.headers.get('retry-after')]).toEqual([path, 503, '1']);
    }
    process.kill(pid, 'SIGCONT');
    for (const { status } of await Promise.all(accepted)) expect(status).toBe(200);
  });
});

describe('a server that is closed', () => {
  it('answers every request that it accepted, closes kept connections, and then refuses', async () => {
    // A client that was not told to close its connection in that time may find it closed under its next request.
    const running = await startServer({ server: { drainGraceMs: 100 } });
    const load = startLoad(running.server, { 1: 1 }, { stopWhenRefused: true });
    await expect.poll(load.count).toBeGreaterThan(50);
    const startedAt = performance.now();
    await running.server.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
    await expect(get(running.server, '/v2/health/live')).rejects.toThrow();
  });

  it('lets its readiness fall before it stops accepting', async () => {
    const { server } = await startServer({ server: { drainGraceMs: 1_500 } });
    const closed = server.close();
    const ready = await get(server, '/v2/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { ready: false } });
    expect(ready.headers.get('connection')).toBe('close');
    expect((await get(server, '/v2/models/tiny/ready')).status).toBe(503);
    expect((await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows))).status).toBe(200);
    await closed;
    await server.close();
  });
});
