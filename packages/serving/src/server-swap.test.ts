import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from '@waymark/registry';
import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import { startLoad } from './testing/request-load.js';
import { startServer, startWithoutWaiting } from './testing/running-server.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import {
  openInferenceRequest,
  promoteBundle,
  registryWith,
  tinyBundle,
  tinyRows,
} from './testing/tiny-model.js';

function servedVersion({ server }: Awaited<ReturnType<typeof startServer>>): number | undefined {
  return server.status().models[0]?.serving?.version;
}

describe('a server that follows the champion', () => {
  it('swaps under load without losing or mixing a request, and back', async () => {
    const running = await startServer();
    const { server, registry, home } = running;
    const load = startLoad(server, { 1: 1, 2: 2 });
    await expect.poll(load.count).toBeGreaterThan(50);
    await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(() => servedVersion(running)).toBe(2);
    const swapped = load.count();
    await expect.poll(load.count).toBeGreaterThan(swapped + 50);
    await registry.moveAliases('tiny', { aliases: { champion: 1 }, reason: 'back' });
    await expect.poll(() => servedVersion(running)).toBe(1);
    const report = await load.stop();
    expect(report.failures).toEqual([]);
    expect([...report.answers.keys()].sort()).toEqual(['1', '2']);
    expect(await get(server, '/v2/models/tiny/versions/2')).toMatchObject({ status: 404 });
    expect(server.status().workers.restarts).toBe(0);
  });

  it('logs the version that made each prediction, whatever serves when it is written', async () => {
    const running = await startServer();
    const { server, registry, home } = running;
    await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(() => servedVersion(running)).toBe(2);
    const { body } = await post(server, '/v1/models/tiny:predict', { instances: tinyRows.slice(0, 1) });
    expect(body).toMatchObject({ model_version: '2', predictions: [{ probability: 0.8327159881591797 }] });
  });

  it('starts with the version before a champion that is refused, until the alias moves', async () => {
    const home = await temporaryFolder();
    const good = await tinyBundle(1);
    const bad = await tinyBundle(2, { golden: good.golden });
    const registry = await registryWith(home, good, bad);
    await registry.moveAliases('tiny', { aliases: { previous: 1 }, reason: 'a test' });
    const running = await startServer({ home, bundles: [] });
    const { server, logLines } = running;
    expect(servedVersion(running)).toBe(1);
    expect((await get(server, '/v1/models/tiny')).body).toMatchObject({
      version: '1',
      refused: { version: '2' },
    });
    expect(logLines.filter((line) => line.includes('the version before it takes traffic'))).toHaveLength(1);
    const version = await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(() => servedVersion(running)).toBe(version);
    expect(server.status().models[0]?.refused).toBeUndefined();
  });

  it('stays without a version where the one before the refused champion is refused too', async () => {
    const home = await temporaryFolder();
    const good = await tinyBundle(1);
    const bad = await tinyBundle(2, { golden: good.golden });
    const other = await tinyBundle(2, { golden: good.golden, modelCard: '# another\n' });
    const registry = await registryWith(home, bad, other);
    await registry.moveAliases('tiny', { aliases: { previous: 1 }, reason: 'a test' });
    const { server } = await startWithoutWaiting({ home, bundles: [] });
    await expect(server.ready()).rejects.toMatchObject({
      code: 'MODEL_REFUSED',
      message: expect.stringContaining('version 2'),
    });
    expect(server.status().models[0]?.serving).toBeUndefined();
  });

  it('refuses a version whose golden rows come out otherwise, and serves the good one on', async () => {
    const running = await startServer();
    const { server, registry, home, logLines } = running;
    const good = await tinyBundle(1);
    // Model 2 with the golden rows of model 1.
    await promoteBundle(registry, home, await tinyBundle(2, { golden: good.golden }));
    await expect.poll(() => server.status().models[0]?.refused?.version).toBe(2);
    expect(servedVersion(running)).toBe(1);
    expect((await get(server, '/v1/models/tiny')).body).toMatchObject({
      ready: true,
      version: '1',
      refused: { version: '2', reason: expect.stringContaining('row 2 must be labelled no, got yes') },
    });
    expect((await get(server, '/v2/health/ready')).status).toBe(200);
    expect((await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows))).status).toBe(200);
    expect((await get(server, '/metrics')).body).toContain(
      'waymark_model_load_failures_total{model="tiny"} 1\n',
    );
    expect(logLines.filter((line) => line.includes('a version was refused'))).toHaveLength(1);
  });

  it('tries a refused version again only when the alias moves', async () => {
    const running = await startServer();
    const { server, registry, home, logLines } = running;
    const broken = await tinyBundle(2, { model: Uint8Array.of(1, 2, 3) });
    await promoteBundle(registry, home, broken);
    await expect.poll(() => server.status().models[0]?.refused?.version).toBe(2);
    await registry.moveAliases('tiny', { aliases: { champion: 1 }, reason: 'back' });
    await expect.poll(() => server.status().models[0]?.refused).toBeUndefined();
    await registry.moveAliases('tiny', { aliases: { champion: 2 }, reason: 'again' });
    await expect.poll(() => server.status().models[0]?.refused?.version).toBe(2);
    expect(logLines.filter((line) => line.includes('a version was refused'))).toHaveLength(2);
    expect(servedVersion(running)).toBe(1);
  });

  it('does not load a bundle with one byte changed', async () => {
    const running = await startServer();
    const { server, registry, home } = running;
    const folder = join(home, 'tampered');
    await writeBundle(folder, await tinyBundle(2));
    const { version } = await registry.register(folder, { gitSha: null, dirty: null });
    await appendFile(join(await registry.bundleFolder('tiny', version), 'model.onnx'), 'x');
    await registry.moveAliases('tiny', { aliases: { champion: version }, reason: 'a test' });
    await expect
      .poll(() => server.status().models[0]?.refused?.reason)
      .toContain('model.onnx: expected sha256');
    expect(servedVersion(running)).toBe(1);
  });

  it('says at start why the only version is refused, and takes the next one that is good', async () => {
    const running = await startWithoutWaiting({
      bundles: [await tinyBundle(1, { model: Uint8Array.of(1) })],
    });
    const { server, registry, home } = running;
    await expect(server.ready()).rejects.toMatchObject({ code: 'MODEL_REFUSED', kind: 'refused' });
    expect((await get(server, '/v2/health/ready')).status).toBe(503);
    await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(() => servedVersion(running)).toBe(2);
    expect((await get(server, '/v2/health/ready')).status).toBe(200);
  });

  it('serves on when the registry cannot be read, and says so once', async () => {
    const running = await startServer();
    const { server, home, logLines } = running;
    const [state = ''] = (await readdir(join(home, 'registry/tiny/state'))).sort().reverse();
    await appendFile(join(home, 'registry/tiny/state', state), 'broken');
    const lines = () => logLines.filter((line) => line.includes('the registry cannot be read'));
    await expect.poll(lines).toHaveLength(1);
    expect((await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows))).status).toBe(200);
    expect(lines()).toHaveLength(1);
  });
});
