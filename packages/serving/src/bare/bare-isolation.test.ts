import { describe, expect, it } from 'vitest';
import type { ModelServer } from '../server.js';
import { bareBytes, modelsFolder, putFile, serveBare, startBare } from '../testing/bare-models.js';
import { get, post } from '../testing/http-client.js';

const request = { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 3], data: [1, 2, 3] }] };

/** What the model answers; the status where that is not 200. */
async function ask(server: ModelServer, model: string): Promise<unknown> {
  const { status, body } = await post(server, `/v2/models/${model}/infer`, request);
  return status === 200 ? (body as { outputs: { data: number[] }[] }).outputs[0]?.data : status;
}

/** A client that asks the model `steady`, which doubles, again and again; `stop` gives every answer that was another. */
function startLoad(server: ModelServer) {
  let isRunning = true;
  const wrong: unknown[] = [];
  const client = async () => {
    while (isRunning) {
      const answer = await ask(server, 'steady');
      if (String(answer) !== '2,4,6') wrong.push(answer);
    }
  };
  const done = client();
  return {
    async stop() {
      isRunning = false;
      await done;
      return wrong;
    },
  };
}

const ended = /run it with zeros, and the process ended meanwhile \(SIGFPE\): export the model anew/;

describe.skipIf(process.arch !== 'x64')(
  'a bare model that kills its process (needs an x64 processor)',
  () => {
    it.each([
      'deadlyLoad',
      'deadlyBatch',
    ] as const)('never meets the workers as %s, while the one from before goes on', async (file) => {
      const folder = await modelsFolder({ 'steady.onnx': 'double', 'scale.onnx': 'double' });
      const { server, logLines } = await startBare(folder, { workers: 2 });
      await server.ready();
      const { pids } = server.status().workers;
      const load = startLoad(server);
      await putFile(folder, 'scale.onnx', file);
      const refusals = () => logLines.filter((line) => line.includes('a version was refused'));
      await expect.poll(() => refusals()[0]).toMatch(/"model":"scale","version":1/);
      expect(refusals()[0]).toMatch(ended);
      expect(await ask(server, 'scale')).toEqual([2, 4, 6]);
      await putFile(folder, 'scale.onnx', 'triple');
      await expect.poll(() => ask(server, 'scale')).toEqual([3, 6, 9]);
      expect(await load.stop()).toEqual([]);
      expect(server.status().workers).toEqual({ pids, restarts: 0 });
      expect((await get(server, '/metrics')).body).toMatch(
        /^waymark_worker_restarts_total\{pool="shared"\} 0$/m,
      );
    });

    it('is tried again by itself, since something else may have killed the process', async () => {
      const folder = await modelsFolder({ 'steady.onnx': 'double' });
      const { server, logLines } = await startBare(folder);
      await server.ready();
      await putFile(folder, 'new.onnx', 'deadlyLoad');
      const refusals = () => logLines.filter((line) => line.includes('a version was refused')).length;
      await expect.poll(refusals).toBeGreaterThan(1);
      expect(server.status().workers.restarts).toBe(0);
    });

    it('is told to the client that asks for it to be loaded, and takes no traffic', async () => {
      const folder = await modelsFolder({ 'steady.onnx': 'double' });
      // Looks at the folder when it is asked to.
      const { server } = await startBare(folder, { modelControl: 'explicit', pollIntervalMs: 60_000 });
      await server.ready();
      const { pids } = server.status().workers;
      await putFile(folder, 'new.onnx', 'deadlyRun');
      expect(await post(server, '/v2/repository/models/new/load', {})).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(ended) },
      });
      expect(await ask(server, 'new')).toBe(503);
      expect(server.status().workers).toEqual({ pids, restarts: 0 });
      await putFile(folder, 'new.onnx', 'triple');
      expect((await post(server, '/v2/repository/models/new/load', {})).status).toBe(200);
      expect(await ask(server, 'new')).toEqual([3, 6, 9]);
    });

    it('does not keep the others from being served when the server starts', async () => {
      const server = await serveBare(
        { 'load.onnx': 'deadlyLoad', 'run.onnx': 'deadlyRun', 'steady.onnx': 'double' },
        { workers: 2 },
      );
      expect(await ask(server, 'steady')).toEqual([2, 4, 6]);
      expect((await get(server, '/v2/health/ready')).status).toBe(200);
      expect((await post(server, '/v2/repository/index', {})).body).toMatchObject([
        { name: 'load', state: 'UNAVAILABLE', reason: expect.stringMatching(ended) },
        { name: 'run', state: 'UNAVAILABLE', reason: expect.stringMatching(ended) },
        { name: 'steady', state: 'READY' },
      ]);
    });
  },
);

describe('a bare model that hangs', () => {
  it('is stopped in a process of its own, while the others answer', async () => {
    const folder = await modelsFolder({ 'steady.onnx': 'double' });
    const { server } = await startBare(folder, {
      ...{ modelControl: 'explicit', pollIntervalMs: 60_000, limits: { hardTimeoutMs: 1_000 } },
    });
    await server.ready();
    const { pids } = server.status().workers;
    const load = startLoad(server);
    await putFile(folder, 'new/1/model.onnx', await bareBytes('endless'));
    expect(await post(server, '/v2/repository/models/new/load', {})).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('must end within 1000 ms, and did not') },
    });
    expect(await load.stop()).toEqual([]);
    expect(server.status().workers).toEqual({ pids, restarts: 0 });
  });

  it('does not hold up the end of the server', async () => {
    const folder = await modelsFolder({ 'steady.onnx': 'double' });
    const { server } = await startBare(folder);
    await server.ready();
    await putFile(folder, 'new.onnx', 'endless');
    await expect.poll(() => server.status().workers.pids).toHaveLength(2);
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });
});
