/** What every ModelRegistry does, as tests: the embedded one, the one on a server, and both without the server. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelRegistry } from '@waymark/contracts';
import { openBundle, rollback } from '@waymark/registry';
import { describe, expect, it } from 'vitest';
import { unique } from './real-names.js';
import { sampleBundle } from './sample-bundle.js';
import { temporaryFolder } from './temporary-folder.js';

const source = { gitSha: 'abc1234', dirty: false };

/** @param open opens the registry of a home; the models of several homes may be the same ones. */
export function describeRegistry(title: string, open: (home: string) => ModelRegistry): void {
  async function emptyRegistry() {
    const home = await temporaryFolder();
    return { home, registry: open(home), name: unique('churn') };
  }

  /** A registry with versions 1 to `count`, each the champion after the one before. */
  async function registryWithChampions(count: number) {
    const { home, registry, name } = await emptyRegistry();
    for (let version = 1; version <= count; version++) {
      await registry.register((await sampleBundle(name, version)).folder, source);
      const previous = version > 1 ? { previous: version - 1 } : {};
      await registry.moveAliases(name, {
        aliases: { champion: version, ...previous },
        reason: `promoted ${version}`,
        expectedChampion: version > 1 ? version - 1 : null,
      });
    }
    return { home, registry, name };
  }

  describe(title, () => {
    it('knows nothing of a name that nobody registered', async () => {
      const { registry, name } = await emptyRegistry();
      expect(await registry.model(name)).toBeUndefined();
      expect((await registry.models()).map(({ model }) => model)).not.toContain(name);
    });

    it('numbers versions from 1 and keeps where they came from', async () => {
      const { registry, name } = await emptyRegistry();
      const bundles = [await sampleBundle(name, 1), await sampleBundle(name, 2)];
      await registry.register(bundles[0]?.folder ?? '', source);
      await registry.register(bundles[1]?.folder ?? '', { gitSha: null, dirty: null });
      const model = await registry.model(name);
      expect(model?.versions).toMatchObject([
        { model: name, version: 1, manifestSha256: bundles[0]?.manifestSha256, ...source, quarantine: null },
        { version: 2, manifestSha256: bundles[1]?.manifestSha256, gitSha: null, dirty: null },
      ]);
      expect(model?.versions[0]?.registeredAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(model).toMatchObject({ model: name, aliases: {}, history: [] });
      expect(await registry.models()).toContainEqual(model);
    });

    it('gives the version that a bundle has when it is registered again, by several at once', async () => {
      const { home, registry, name } = await emptyRegistry();
      const { folder } = await sampleBundle(name, 1);
      const other = await sampleBundle(name, 2);
      const all = await Promise.all(
        [folder, other.folder, folder].map((bundle) => open(home).register(bundle, source)),
      );
      expect(new Set(all.map(({ version }) => version))).toEqual(new Set([1, 2]));
      const again = await registry.register(folder, { gitSha: 'other', dirty: true });
      expect(again).toEqual(all[0]);
      expect((await registry.model(name))?.versions.length).toBe(2);
    });

    it('keeps the bundle as it was, whatever becomes of the source', async () => {
      const { registry, name } = await emptyRegistry();
      const { folder, manifestSha256 } = await sampleBundle(name, 1);
      await registry.register(folder, source);
      await writeFile(join(folder, 'model.onnx'), 'changed');
      const stored = await registry.bundleFolder(name, 1);
      const bundle = await openBundle(stored, { expectedManifestSha256: manifestSha256 });
      expect(bundle.model).toEqual(Buffer.from([1, 2, 3]));
    });

    it('registers nothing from a folder whose bundle was changed', async () => {
      const { registry, name } = await emptyRegistry();
      const { folder } = await sampleBundle(name, 1);
      await writeFile(join(folder, 'model.onnx'), 'changed');
      await expect(registry.register(folder, source)).rejects.toMatchObject({ code: 'BUNDLE_TAMPERED' });
      expect(await registry.model(name)).toBeUndefined();
    });

    it('moves aliases for every reader and keeps the history', async () => {
      const { home, registry, name } = await registryWithChampions(2);
      const moved = await registry.moveAliases(name, {
        aliases: { previous: null, challenger: 1 },
        reason: 'try “é”',
      });
      expect(moved.aliases).toEqual({ champion: 2, challenger: 1 });
      expect(moved.history.map(({ reason, aliases }) => ({ reason, aliases }))).toEqual([
        { reason: 'promoted 1', aliases: { champion: 1 } },
        { reason: 'promoted 2', aliases: { champion: 2, previous: 1 } },
        { reason: 'try “é”', aliases: { previous: null, challenger: 1 } },
      ]);
      expect(await open(home).model(name)).toEqual(moved);
    });

    it('writes nothing when all is so already', async () => {
      const { registry, name } = await registryWithChampions(1);
      const before = await registry.model(name);
      expect(await registry.moveAliases(name, { aliases: { champion: 1 }, reason: 'again' })).toEqual(before);
    });

    it('lets one of several movers win that expected the same champion', async () => {
      const { home, registry, name } = await emptyRegistry();
      for (const seed of [1, 2, 3]) await registry.register((await sampleBundle(name, seed)).folder, source);
      await registry.model(name);
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map((champion) =>
          open(home).moveAliases(name, {
            aliases: { champion },
            reason: `race ${champion}`,
            expectedChampion: null,
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CHAMPION_CHANGED' });
      expect((await registry.model(name))?.history.length).toBe(1);
    });

    it('rolls back, and never makes the quarantined version champion again', async () => {
      const { registry, name } = await registryWithChampions(2);
      const { from, to, model } = await rollback(registry, name, { reason: 'precision fell' });
      expect({ from, to, aliases: model.aliases }).toEqual({ from: 2, to: 1, aliases: { champion: 1 } });
      expect(model.versions.map(({ quarantine }) => quarantine?.reason)).toEqual([
        undefined,
        'precision fell',
      ]);
      await expect(
        registry.moveAliases(name, { aliases: { champion: 2 }, reason: 'again' }),
      ).rejects.toMatchObject({ code: 'VERSION_QUARANTINED' });
      expect(await registry.model(name)).toEqual(model);
    });

    it('refuses models and versions that it does not have, and names that are none', async () => {
      const { registry, name } = await emptyRegistry();
      const champion = (version: number) => ({ aliases: { champion: version }, reason: 'first' });
      await expect(registry.moveAliases(name, champion(1))).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
      await expect(registry.bundleFolder(name, 1)).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
      await registry.register((await sampleBundle(name, 1)).folder, source);
      await expect(registry.moveAliases(name, champion(2))).rejects.toMatchObject({
        code: 'UNKNOWN_VERSION',
      });
      await expect(registry.bundleFolder(name, 2)).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
      await expect(registry.model('../churn')).rejects.toMatchObject({ code: 'MODEL_NAME_INVALID' });
    });
  });
}
