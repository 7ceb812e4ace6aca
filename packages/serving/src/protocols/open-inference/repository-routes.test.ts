import { describe, expect, it } from 'vitest';
import { get, post } from '../../testing/http-client.js';
import { startServer } from '../../testing/running-server.js';
import { openInferenceRequest, promoteBundle, tinyBundle, tinyRows } from '../../testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));
const explicit = { modelControl: 'explicit' } as const;

describe('repositoryRoutes', () => {
  it('lists what it hosts, and why a version takes no traffic', async () => {
    const { server, registry, home } = await startServer();
    const ready = { name: 'tiny', version: '1', state: 'READY', reason: '' };
    expect((await post(server, '/v2/repository/index', {})).body).toEqual([ready]);
    await promoteBundle(registry, home, await tinyBundle(2, { model: Uint8Array.of(1) }));
    await expect.poll(() => server.status().models[0]?.refused?.version).toBe(2);
    expect((await post(server, '/v2/repository/index', {})).body).toEqual([
      ready,
      { name: 'tiny', version: '2', state: 'UNAVAILABLE', reason: expect.stringContaining('version 2') },
    ]);
    expect((await post(server, '/v2/repository/index', { ready: true })).body).toEqual([ready]);
  });

  it('unloads and loads where that is allowed, and stays ready', async () => {
    const { server } = await startServer({ server: explicit });
    expect((await post(server, '/v2/repository/models/tiny/unload', {})).status).toBe(200);
    expect(await post(server, infer, oneRow)).toMatchObject({
      status: 503,
      body: {
        error: "the model 'tiny' was unloaded by a client; POST /v2/repository/models/tiny/load loads it",
      },
    });
    expect((await get(server, '/v2/health/ready')).status).toBe(200);
    expect((await get(server, '/v2/models/stats')).body).toEqual({ model_stats: [] });
    expect((await post(server, '/v2/repository/index', {})).body).toEqual([
      { name: 'tiny', state: 'UNAVAILABLE', reason: 'unloaded' },
    ]);
    expect((await post(server, '/v2/repository/models/tiny/load', {})).status).toBe(200);
    expect((await post(server, infer, oneRow)).status).toBe(200);
  });

  it('takes no body too, whatever type is declared', async () => {
    const { server } = await startServer({ server: explicit });
    for (const path of ['index', 'models/tiny/unload', 'models/tiny/load'])
      for (const headers of [{}, { 'content-type': 'application/json' }]) {
        const response = await fetch(`${server.address}/v2/repository/${path}`, { method: 'POST', headers });
        expect([path, headers, response.status]).toEqual([path, headers, 200]);
      }
    expect((await post(server, infer, '')).status).toBe(400);
    expect((await post(server, '/v2/repository/models/tiny/unload', '{')).status).toBe(400);
    expect((await post(server, infer, oneRow)).status).toBe(200);
  });

  it('loads a new champion at once, without waiting for the next look', async () => {
    const { server, registry, home } = await startServer({ server: { ...explicit, pollIntervalMs: 60_000 } });
    await promoteBundle(registry, home, await tinyBundle(2));
    expect((await post(server, '/v2/repository/models/tiny/load', {})).status).toBe(200);
    expect((await get(server, '/v2/models/tiny')).body).toMatchObject({ versions: ['2'] });
  });

  it('refuses to load or unload with the reason', async () => {
    const { server, registry, home } = await startServer({ server: { ...explicit, pollIntervalMs: 60_000 } });
    const load = (model: string, body: object) =>
      post(server, `/v2/repository/models/${model}/load`, body).then((answer) => [
        answer.status,
        answer.body,
      ]);
    expect(await load('nosuch', {})).toEqual([400, { error: expect.stringContaining('hosts tiny and') }]);
    expect(await load('tiny', { parameters: { config: '{}' } })).toEqual([
      400,
      { error: expect.stringContaining('come from the registry') },
    ]);
    await promoteBundle(registry, home, await tinyBundle(2, { model: Uint8Array.of(1) }));
    const refused = [400, { error: expect.stringContaining('was refused') }];
    expect(await load('tiny', {})).toEqual(refused);
    expect((await get(server, '/v2/models/tiny')).body).toMatchObject({ versions: ['1'] });
    await post(server, '/v2/repository/models/tiny/unload', {});
    expect(await load('tiny', {})).toEqual(refused);
    expect((await get(server, '/v2/health/ready')).status).toBe(200);
    expect((await post(server, infer, oneRow)).status).toBe(503);
  });

  it('neither loads nor unloads unless it is told to', async () => {
    const { server } = await startServer();
    for (const what of ['load', 'unload']) {
      expect(await post(server, `/v2/repository/models/tiny/${what}`, {})).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('WAYMARK_MODEL_CONTROL=explicit') },
      });
    }
    expect((await post(server, infer, oneRow)).status).toBe(200);
  });
});
