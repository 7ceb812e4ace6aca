import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileModelRegistry, rollback, writeBundle } from '@waymark/registry';
import { describe, expect, it } from 'vitest';
import { post } from './testing/http-client.js';
import { rolloutPath, startWithChallenger, versionFor } from './testing/running-rollout.js';
import { type RunningServer, startServer, startWithoutWaiting } from './testing/running-server.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import {
  openInferenceRequest,
  promoteBundle,
  registryWith,
  slowBundle,
  tinyBundle,
  tinyRows,
} from './testing/tiny-model.js';

function servedVersion({ server }: RunningServer): number | undefined {
  return server.status().models[0]?.serving?.version;
}

/** Runs `move` once, after the server asked for the bundle of a version and before it has it. */
function duringLoadOf(registry: FileModelRegistry, version: number, move: () => Promise<unknown>) {
  const bundleFolder = registry.bundleFolder.bind(registry);
  registry.bundleFolder = async (model, asked) => {
    if (asked === version) {
      registry.bundleFolder = bundleFolder;
      await move();
    }
    return bundleFolder(model, asked);
  };
}

function swapsOf({ logLines }: RunningServer): readonly number[] {
  return logLines
    .filter((line) => line.includes('a version takes traffic'))
    .map((line) => JSON.parse(line).version);
}

describe('a server whose registry moves while it loads', () => {
  it('never serves a version that was rolled back meanwhile', async () => {
    const running = await startServer();
    const { registry, home } = running;
    let isRolledBack = false;
    duringLoadOf(registry, 2, async () => {
      await registry.moveAliases('tiny', { aliases: { previous: 1 }, reason: 'a test' });
      await rollback(registry, 'tiny', { reason: 'bad' });
      isRolledBack = true;
    });
    await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(() => isRolledBack).toBe(true);
    await promoteBundle(registry, home, await tinyBundle(1, { modelCard: '# another\n' }));
    await expect.poll(() => servedVersion(running)).toBe(3);
    expect(swapsOf(running)).toEqual([1, 3]);
  });

  it('starts with the newest of two champions in a row', async () => {
    const home = await temporaryFolder();
    const registry = await registryWith(home, await tinyBundle(1));
    const folder = join(home, 'second');
    await writeBundle(folder, await tinyBundle(2));
    await registry.register(folder, { gitSha: null, dirty: null });
    duringLoadOf(registry, 1, () =>
      registry.moveAliases('tiny', { aliases: { champion: 2 }, reason: 'a test' }),
    );
    const running = await startServer({ home, bundles: [], server: { registry } });
    expect(servedVersion(running)).toBe(2);
    expect(swapsOf(running)).toEqual([2]);
  });
});

describe('a server whose candidate is quarantined while it loads', () => {
  it('refuses the rollout', async () => {
    const running = await startWithChallenger();
    const { server, registry } = running;
    duringLoadOf(registry, 2, () =>
      registry.moveAliases('tiny', { aliases: {}, quarantine: [2], reason: 'seen elsewhere' }),
    );
    expect(await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 1 })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('in quarantine: seen elsewhere') },
    });
    expect(await versionFor(running, 'anyone')).toBe('1');
    await expect.poll(() => server.status().workers.pids).toHaveLength(1);
  });
});

describe('a server that goes back', () => {
  it('has the version before still loaded, and needs neither its bundle nor time', async () => {
    const running = await startServer();
    const { registry, home } = running;
    await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(() => servedVersion(running)).toBe(2);
    const folder = await registry.bundleFolder('tiny', 1);
    await rename(folder, `${folder}-away`);
    await registry.moveAliases('tiny', { aliases: { previous: 1 }, reason: 'a test' });
    await rollback(registry, 'tiny', { reason: 'bad' });
    await expect.poll(() => servedVersion(running)).toBe(1);
    const { body } = await post(
      running.server,
      '/v2/models/tiny/infer',
      openInferenceRequest(tinyRows.slice(2, 3)),
    );
    expect(body).toMatchObject({ model_version: '1', outputs: [{ data: ['no'] }, {}] });
  });
});

describe('a server of two models', () => {
  it('takes one back while the other one hangs in its load', async () => {
    const home = await temporaryFolder();
    const { manifest, golden } = await tinyBundle(2);
    const other = { manifest: { ...manifest, name: 'other' } };
    const registry = await registryWith(home, await tinyBundle(1), await tinyBundle(2, other));
    const models = ['other', 'tiny'];
    const running = await startServer({
      ...{ home, bundles: [] },
      server: { registry, models, limits: { hardTimeoutMs: 60_000 } },
    });
    const versions = () => running.server.status().models.map(({ serving }) => serving?.version);
    await promoteBundle(registry, home, await tinyBundle(2));
    await expect.poll(versions).toEqual([1, 2]);
    const { pids } = running.server.status().workers;
    const rows = [{ ...golden.rows[0], income: 1e9 }, ...golden.rows.slice(1)];
    await promoteBundle(registry, home, await slowBundle({ ...other, golden: { ...golden, rows } }));
    // The process in which it hangs.
    await expect.poll(() => running.server.status().workers.pids).toHaveLength(pids.length + 1);
    await registry.moveAliases('tiny', { aliases: { champion: 1 }, reason: 'back' });
    await expect.poll(versions).toEqual([1, 1]);
    expect(running.server.status().workers.pids).toHaveLength(pids.length + 1);
  });
});

describe('a server that could not load a version', () => {
  it('takes it by itself once its bundle is there', async () => {
    const running = await startServer();
    const { server, registry, home } = running;
    const folder = join(home, 'second');
    await writeBundle(folder, await tinyBundle(2));
    const { version } = await registry.register(folder, { gitSha: null, dirty: null });
    const bundle = await registry.bundleFolder('tiny', version);
    await rename(bundle, `${bundle}-away`);
    await registry.moveAliases('tiny', { aliases: { champion: version }, reason: 'a test' });
    await expect.poll(() => server.status().models[0]?.refused?.version).toBe(2);
    await rename(`${bundle}-away`, bundle);
    await expect.poll(() => servedVersion(running)).toBe(2);
    expect(server.status().models[0]?.refused).toBeUndefined();
  });
});

describe('a server that is closed while it loads', () => {
  it('does not wait for the load', async () => {
    const home = await temporaryFolder();
    const { golden } = await tinyBundle(2);
    const rows = [{ ...golden.rows[0], income: 1e9 }, ...golden.rows.slice(1)];
    const running = await startWithoutWaiting({
      home,
      bundles: [await slowBundle({ golden: { ...golden, rows } })],
      server: { limits: { hardTimeoutMs: 60_000 } },
    });
    running.server.ready().catch(() => {});
    const startedAt = performance.now();
    await running.server.close();
    expect(performance.now() - startedAt).toBeLessThan(25_000);
  });
});
