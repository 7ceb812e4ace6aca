import { join } from 'node:path';
import type { ModelRegistry } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { FileModelRegistry } from './file-model-registry.js';
import { previousChampion, rollback } from './rollback.js';
import { sampleContents } from './testing/sample-bundle.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { writeBundle } from './write-bundle.js';

const reason = 'precision fell';

describe('rollback', () => {
  it('makes the previous champion champion again and quarantines the other, in one write', async () => {
    const registry = await registryWithChampions([1, 2]);
    const { from, to, model } = await rollback(registry, 'churn', { reason });
    expect({ from, to, aliases: model.aliases }).toEqual({ from: 2, to: 1, aliases: { champion: 1 } });
    expect(model.versions.map(({ quarantine }) => quarantine?.reason ?? null)).toEqual([null, reason]);
    expect(model.history).toHaveLength(3);
    expect(model.history.at(-1)).toMatchObject({ reason, aliases: { champion: 1, previous: null } });
    expect(await registry.model('churn')).toEqual(model);
  });

  it('goes back one champion at a time, until there is none', async () => {
    const registry = await registryWithChampions([1, 2, 3]);
    expect((await rollback(registry, 'churn', { reason })).model.aliases).toEqual({
      champion: 2,
      previous: 1,
    });
    expect((await rollback(registry, 'churn', { reason })).model.aliases).toEqual({ champion: 1 });
    await expect(rollback(registry, 'churn', { reason })).rejects.toMatchObject({
      code: 'NOTHING_TO_ROLL_BACK',
      kind: 'usage',
    });
  });

  it('goes back to the version that is asked for, and from there only further back', async () => {
    const registry = await registryWithChampions([1, 2, 3, 4]);
    const { model } = await rollback(registry, 'churn', { reason, to: 2 });
    expect(model.aliases).toEqual({ champion: 2, previous: 1 });
  });

  it('skips champions that were quarantined since', async () => {
    const registry = await registryWithChampions([1, 2, 3]);
    await registry.moveAliases('churn', { aliases: {}, reason: 'leaked data', quarantine: [2] });
    expect((await rollback(registry, 'churn', { reason })).model.aliases).toEqual({ champion: 1 });
  });

  it('lets no later promotion bring the quarantined version back', async () => {
    const registry = await registryWithChampions([1, 2]);
    await rollback(registry, 'churn', { reason });
    const again = registry.moveAliases('churn', { aliases: { champion: 2 }, reason: 'restart' });
    await expect(again).rejects.toMatchObject({ code: 'VERSION_QUARANTINED' });
  });

  it('throws VERSION_QUARANTINED and UNKNOWN_VERSION for a version that cannot serve', async () => {
    const registry = await registryWithChampions([1, 2, 3]);
    await rollback(registry, 'churn', { reason });
    const quarantined = rollback(registry, 'churn', { reason, to: 3 });
    await expect(quarantined).rejects.toMatchObject({ code: 'VERSION_QUARANTINED' });
    const unknown = rollback(registry, 'churn', { reason, to: 9 });
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
  });

  it('throws NOTHING_TO_ROLL_BACK without a champion, and to the champion itself', async () => {
    const none = rollback(await registryWithChampions([]), 'churn', { reason });
    await expect(none).rejects.toMatchObject({ code: 'NOTHING_TO_ROLL_BACK' });
    const self = rollback(await registryWithChampions([1, 2]), 'churn', { reason, to: 2 });
    await expect(self).rejects.toMatchObject({ code: 'NOTHING_TO_ROLL_BACK' });
  });

  it('throws UNKNOWN_MODEL for a model that is not registered', async () => {
    const registry = await registryWithChampions([]);
    await expect(rollback(registry, 'other', { reason })).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
  });

  it('throws CHAMPION_CHANGED when a promotion came first', async () => {
    const registry = await registryWithChampions([1, 2]);
    const stale = await registry.model('churn');
    await registry.moveAliases('churn', { aliases: { champion: 1 }, reason: 'by hand' });
    const racing: ModelRegistry = {
      register: (folder, source) => registry.register(folder, source),
      models: () => registry.models(),
      model: async () => stale,
      moveAliases: (name, move) => registry.moveAliases(name, move),
      bundleFolder: (name, version) => registry.bundleFolder(name, version),
    };
    await expect(rollback(racing, 'churn', { reason })).rejects.toMatchObject({
      code: 'CHAMPION_CHANGED',
      kind: 'refused',
    });
  });
});

describe('previousChampion', () => {
  it('is what the next rollback goes back to', async () => {
    const registry = await registryWithChampions([1, 2, 3]);
    const model = await registry.model('churn');
    expect(model && previousChampion(model)).toBe(2);
  });

  it('is undefined for the first champion', async () => {
    const model = await (await registryWithChampions([1])).model('churn');
    expect(model && previousChampion(model)).toBeUndefined();
  });
});

/** As many versions as needed; each of `champions` was promoted in turn. */
async function registryWithChampions(champions: readonly number[]): Promise<ModelRegistry> {
  const root = await temporaryFolder();
  const registry = new FileModelRegistry(join(root, 'home'));
  for (const seed of Array.from({ length: Math.max(1, ...champions) }, (_, i) => i + 1)) {
    await writeBundle(join(root, 'bundle'), sampleContents(seed));
    await registry.register(join(root, 'bundle'), { gitSha: null, dirty: null });
  }
  let previous: number | null = null;
  for (const champion of champions) {
    await registry.moveAliases('churn', { aliases: { champion, previous }, reason: 'better' });
    previous = champion;
  }
  return registry;
}
