/** What the two registries on a real MLflow server do beyond the behaviours of every registry, as tests. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileModelRegistry, openBundle } from '@waymark/registry';
import { describe, expect, it } from 'vitest';
import { MlflowClient } from '../client/mlflow-client.js';
import { MlflowModelRegistry } from '../registry/mlflow-model-registry.js';
import { type RegistryNotice, SyncedModelRegistry } from '../registry/synced-model-registry.js';
import { collect, unique } from './real-names.js';
import type { ServerUnderTest } from './real-server.js';
import { describeRegistry } from './registry-behaviour.js';
import { sampleBundle } from './sample-bundle.js';
import { temporaryFolder } from './temporary-folder.js';

const source = { gitSha: 'abc1234', dirty: false };
const away = 'http://127.0.0.1:1';

export function describeRegistries(real: ServerUnderTest): void {
  const remote = (home: string) => new MlflowModelRegistry({ client: real.client, home });

  function synced(home: string, url = real.url) {
    const notices: RegistryNotice[] = [];
    const client = new MlflowClient({ url, retries: 0 });
    const onNotice = (notice: RegistryNotice) => void notices.push(notice);
    return { notices, registry: new SyncedModelRegistry({ client, home, onNotice, retryAfterMs: 0 }) };
  }

  describeRegistry('MlflowModelRegistry', remote);

  describe('MlflowModelRegistry as MLflow shows it', () => {
    it('makes a logged model of the run, and a version with the lineage', async () => {
      const name = unique('churn');
      const { folder, manifestSha256 } = await sampleBundle(name, 1);
      const { experiment_id } = await real.client.experiments.getOrCreate(name);
      const tags = [{ key: 'waymark.bundle_sha256', value: manifestSha256 }];
      const { info } = await real.client.runs.create({ experiment_id, start_time: 1, tags });
      await remote(await temporaryFolder()).register(folder, source);
      const version = await real.client.modelVersions.get({ name, version: 1 });
      expect(version).toMatchObject({ run_id: info.run_id, status: 'READY', description: '# churn\n' });
      expect(Object.fromEntries(version.tags.map(({ key, value }) => [key, value]))).toMatchObject({
        'waymark.bundle_sha256': manifestSha256,
        'waymark.git_sha': 'abc1234',
        'waymark.git_dirty': 'false',
        'waymark.data_sha256': 'a'.repeat(64),
        'waymark.parameters_sha256': 'b'.repeat(64),
      });
      const models = await collect(real.client.loggedModels.search({ experiment_ids: [experiment_id] }));
      expect(models.map((model) => model.info)).toMatchObject([
        { name, status: 'LOGGED_MODEL_READY', source_run_id: info.run_id, model_type: 'onnx' },
      ]);
      expect(version.source).toBe(`models:/${models[0]?.info.model_id}`);
    });

    it('downloads into a home that has nothing, and from there on needs no server', async () => {
      const name = unique('churn');
      const { folder, manifestSha256 } = await sampleBundle(name, 1);
      await remote(await temporaryFolder()).register(folder, source);
      const home = await temporaryFolder();
      const stored = await remote(home).bundleFolder(name, 1);
      expect((await openBundle(stored)).manifestSha256).toBe(manifestSha256);
      await writeFile(join(stored, 'model.onnx'), 'damaged');
      await remote(home).bundleFolder(name, 1);
      expect((await openBundle(stored)).manifestSha256).toBe(manifestSha256);
    });

    it('refuses files that somebody replaced on the server', async () => {
      const name = unique('churn');
      const { folder } = await sampleBundle(name, 1);
      await remote(await temporaryFolder()).register(folder, source);
      const { source: uri } = await real.client.modelVersions.get({ name, version: 1 });
      const { info } = await real.client.loggedModels.get(uri.replace('models:/', ''));
      for (const [file, code] of [
        ['model.onnx', 'BUNDLE_TAMPERED'],
        ['manifest.json', 'MLFLOW_DOWNLOAD_DAMAGED'],
      ] as const) {
        await writeFile(join(folder, file), '{}');
        await real.client.artifacts.uploadFile(info.artifact_uri, file, join(folder, file));
        const download = remote(await temporaryFolder()).bundleFolder(name, 1);
        await expect(download).rejects.toMatchObject({ code });
      }
    });

    it('completes the move of a writer that was killed, which readers see as done at once', async () => {
      const name = unique('churn');
      const registry = new MlflowModelRegistry({
        client: real.client,
        home: await temporaryFolder(),
        leaseMs: 2000,
      });
      for (const seed of [1, 2]) await registry.register((await sampleBundle(name, seed)).folder, source);
      await registry.moveAliases(name, { aliases: { champion: 1 }, reason: 'first' });
      const killed = {
        number: 2,
        at: '2026-11-21T12:00:00.000Z',
        reason: 'roll',
        aliases: { champion: 2 },
        quarantine: [1],
      };
      await real.client.models.setTag({ name, key: 'waymark.move', value: JSON.stringify(killed) });
      await real.client.models.setTag({ name, key: 'waymark.lock.dead', value: 'held' });
      const seen = await registry.model(name);
      expect(seen).toMatchObject({
        aliases: { champion: 2 },
        versions: [{ quarantine: { reason: 'roll' } }, {}],
      });
      expect(seen?.history.map(({ reason }) => reason)).toEqual(['first', 'roll']);
      expect(await real.client.models.getAlias({ name, alias: 'champion' })).toMatchObject({ version: 1 });

      await registry.moveAliases(name, { aliases: { previous: 1 }, reason: 'next' });
      expect(await real.client.models.getAlias({ name, alias: 'champion' })).toMatchObject({ version: 2 });
      const { tags = [], aliases } = (await real.client.models.get(name)) ?? {};
      expect(aliases).toContainEqual({ alias: 'previous', version: 1 });
      expect(tags.map(({ key }) => key).sort()).toEqual([
        ...[
          'waymark.history.00000001',
          'waymark.history.00000002',
          'waymark.history.00000003',
          'waymark.kind',
        ],
      ]);
    });

    it('throws MLFLOW_MODEL_BUSY when a write takes longer than a claim is respected', async () => {
      const name = unique('churn');
      const home = await temporaryFolder();
      await remote(home).register((await sampleBundle(name, 1)).folder, source);
      const slow = new MlflowModelRegistry({ client: real.client, home, leaseMs: 0 });
      const move = slow.moveAliases(name, { aliases: { champion: 1 }, reason: 'first' });
      await expect(move).rejects.toMatchObject({ code: 'MLFLOW_MODEL_BUSY', kind: 'environment' });
      expect((await remote(home).model(name))?.aliases).toEqual({});
    });

    it('refuses a champion that was registered by other means', async () => {
      const name = unique('churn');
      const registry = remote(await temporaryFolder());
      await registry.register((await sampleBundle(name, 1)).folder, source);
      const { source: uri } = await real.client.modelVersions.get({ name, version: 1 });
      const model_id = uri.replace('models:/', '');
      await real.client.modelVersions.create({ name, source: uri, model_id });
      await real.client.models.setAlias({ name, alias: 'champion', version: 2 });
      await expect(registry.model(name)).rejects.toMatchObject({ code: 'MLFLOW_CHAMPION_FOREIGN' });
      expect((await registry.models()).map(({ model }) => model)).not.toContain(name);
      const home = synced(await temporaryFolder());
      expect(await home.registry.model(name)).toBeUndefined();
      expect(home.notices).toMatchObject([{ kind: 'away', error: { code: 'MLFLOW_CHAMPION_FOREIGN' } }]);
    });
  });

  describe('SyncedModelRegistry and its server', () => {
    it('follows an alias that somebody moved by hand, with a bundle that another home made', async () => {
      const name = unique('churn');
      const maker = synced(await temporaryFolder()).registry;
      for (const seed of [1, 2]) await maker.register((await sampleBundle(name, seed)).folder, source);
      await maker.moveAliases(name, { aliases: { champion: 1 }, reason: 'first' });
      await real.client.models.setAlias({ name, alias: 'champion', version: 2 });
      const reader = synced(await temporaryFolder()).registry;
      expect((await reader.model(name))?.aliases).toEqual({ champion: 2 });
      const { manifestSha256 } = await openBundle(await reader.bundleFolder(name, 2));
      expect(manifestSha256).toBe((await maker.model(name))?.versions[1]?.manifestSha256);
    });

    it('goes on without the server, and sends what was decided then, once and in order', async () => {
      const name = unique('churn');
      const home = await temporaryFolder();
      const online = synced(home).registry;
      await online.register((await sampleBundle(name, 1)).folder, source);
      await online.moveAliases(name, { aliases: { champion: 1 }, reason: 'first' });

      const offline = synced(home, away);
      await offline.registry.register((await sampleBundle(name, 2)).folder, source);
      const move = { aliases: { champion: 2, previous: 1 }, reason: 'better', expectedChampion: 1 };
      expect((await offline.registry.moveAliases(name, move)).aliases).toEqual({ champion: 2, previous: 1 });
      expect(await openBundle(await offline.registry.bundleFolder(name, 2))).toBeDefined();
      expect(offline.notices).toMatchObject([{ kind: 'away', error: { code: 'MLFLOW_UNREACHABLE' } }]);
      expect(await real.client.models.getAlias({ name, alias: 'champion' })).toMatchObject({ version: 1 });

      const models = await Promise.all(
        [synced(home), synced(home)].map(({ registry }) => registry.model(name)),
      );
      for (const model of models) expect(model).toEqual(await remote(home).model(name));
      expect(models[0]?.aliases).toEqual({ champion: 2, previous: 1 });
      expect(models[0]?.history.map(({ reason }) => reason)).toEqual(['first', 'better']);
    });

    it('never undoes what others did on the server meanwhile, but keeps its quarantine', async () => {
      const name = unique('churn');
      const home = await temporaryFolder();
      const online = synced(home).registry;
      for (const seed of [1, 2, 3]) await online.register((await sampleBundle(name, seed)).folder, source);
      await online.moveAliases(name, { aliases: { champion: 2, previous: 1 }, reason: 'first' });
      const back = {
        aliases: { champion: 1, previous: null },
        reason: 'bad',
        quarantine: [2],
        expectedChampion: 2,
      };
      await synced(home, away).registry.moveAliases(name, back);
      await real.client.models.setAlias({ name, alias: 'champion', version: 3 });
      const { registry, notices } = synced(home);
      const model = await registry.model(name);
      expect(notices).toMatchObject([
        { kind: 'dropped', model: name, reason: 'bad', error: { code: 'CHAMPION_CHANGED' } },
      ]);
      expect(model?.aliases).toEqual({ champion: 3, previous: 1 });
      expect(model?.versions[1]?.quarantine?.reason).toBe('bad');
    });

    it('tells its caller when the server’s champion is another than it knew', async () => {
      const name = unique('churn');
      const { registry } = synced(await temporaryFolder());
      for (const seed of [1, 2, 3]) await registry.register((await sampleBundle(name, seed)).folder, source);
      await registry.moveAliases(name, { aliases: { champion: 1 }, reason: 'first' });
      await real.client.models.setAlias({ name, alias: 'champion', version: 2 });
      const move = registry.moveAliases(name, {
        aliases: { champion: 3 },
        reason: 'third',
        expectedChampion: 1,
      });
      await expect(move).rejects.toMatchObject({ code: 'CHAMPION_CHANGED' });
      expect((await registry.model(name))?.aliases).toEqual({ champion: 2 });
    });

    it('brings what a home registered before there was a server, and again to one that lost it', async () => {
      const name = unique('churn');
      const home = await temporaryFolder();
      const embedded = new FileModelRegistry(home);
      for (const seed of [1, 2]) {
        await embedded.register((await sampleBundle(name, seed)).folder, source);
        await embedded.moveAliases(name, { aliases: { champion: seed }, reason: `promoted ${seed}` });
      }
      const before = await embedded.model(name);
      expect(await synced(home).registry.model(name)).toEqual(before);
      expect(await remote(home).model(name)).toEqual(before);
      const body = JSON.stringify({ name });
      const headers = { 'content-type': 'application/json' };
      const address = `${real.url}/api/2.0/mlflow/registered-models/delete`;
      expect((await fetch(address, { method: 'DELETE', headers, body })).status).toBe(200);
      expect(await synced(home).registry.model(name)).toEqual(before);
      expect(await remote(home).model(name)).toEqual(before);
    });
  });
}
