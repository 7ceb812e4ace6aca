import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileModelRegistry } from './file-model-registry.js';
import { openBundle } from './open-bundle.js';
import { sampleContents } from './testing/sample-bundle.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { writeBundle } from './write-bundle.js';

const source = { gitSha: 'abc1234', dirty: false };
const now = () => new Date('2026-11-21T12:00:00.000Z');

describe('FileModelRegistry', () => {
  it('knows nothing before the first registration, and creates nothing by reading', async () => {
    const { root, registry } = await emptyRegistry();
    expect(await registry.models()).toEqual([]);
    expect(await registry.model('churn')).toBeUndefined();
    expect(await readdir(root)).toEqual([]);
  });

  it('numbers versions from 1 and keeps where they came from', async () => {
    const { root, registry } = await emptyRegistry();
    const first = await sampleBundle(root, 1);
    const second = await sampleBundle(root, 2);
    await registry.register(first.folder, source);
    expect(await registry.register(second.folder, { gitSha: null, dirty: null })).toEqual({
      model: 'churn',
      version: 2,
      manifestSha256: second.manifestSha256,
      registeredAt: '2026-11-21T12:00:00.000Z',
      gitSha: null,
      dirty: null,
      quarantine: null,
    });
    const model = await registry.model('churn');
    expect(model?.versions.map(({ version, gitSha }) => [version, gitSha])).toEqual([
      [1, 'abc1234'],
      [2, null],
    ]);
    expect(model).toMatchObject({ model: 'churn', aliases: {}, history: [] });
  });

  it('gives the version that a bundle has when it is registered again', async () => {
    const { root, registry } = await emptyRegistry();
    const { folder } = await sampleBundle(root, 1);
    const version = await registry.register(folder, source);
    expect(await registry.register(folder, { gitSha: 'other', dirty: true })).toEqual(version);
    expect((await registry.model('churn'))?.versions).toHaveLength(1);
  });

  it('keeps a copy of the bundle that opens with the version’s hash, whatever becomes of the source', async () => {
    const { root, registry } = await emptyRegistry();
    const { folder, manifestSha256 } = await sampleBundle(root, 1);
    await writeFile(join(folder, 'notes.txt'), 'not in the manifest');
    await registry.register(folder, source);
    await writeBundle(folder, sampleContents(2));
    const stored = await registry.bundleFolder('churn', 1);
    const bundle = await openBundle(stored, { expectedManifestSha256: manifestSha256 });
    expect(bundle.manifest.model.seed).toBe(1);
    expect(await readdir(stored)).not.toContain('notes.txt');
  });

  it('restores a damaged copy when the bundle is registered again', async () => {
    const { root, registry } = await emptyRegistry();
    const { folder, manifestSha256 } = await sampleBundle(root, 1);
    await registry.register(folder, source);
    const stored = await registry.bundleFolder('churn', 1);
    await writeFile(join(stored, 'model.onnx'), 'damaged');
    await expect(openBundle(stored)).rejects.toMatchObject({ code: 'BUNDLE_TAMPERED' });
    await registry.register(folder, source);
    expect((await openBundle(stored)).manifestSha256).toBe(manifestSha256);
  });

  it('registers nothing from a folder whose bundle was changed', async () => {
    const { root, registry } = await emptyRegistry();
    const { folder } = await sampleBundle(root, 1);
    await writeFile(join(folder, 'model.onnx'), 'changed');
    await expect(registry.register(folder, source)).rejects.toMatchObject({ code: 'BUNDLE_TAMPERED' });
    expect(await registry.models()).toEqual([]);
  });

  it('moves aliases for every reader of the same home', async () => {
    const { root, registry } = await emptyRegistry();
    const { folder } = await sampleBundle(root, 1);
    await registry.register(folder, source);
    const moved = await registry.moveAliases('churn', { aliases: { champion: 1 }, reason: 'first' });
    expect(moved).toMatchObject({
      aliases: { champion: 1 },
      history: [{ at: '2026-11-21T12:00:00.000Z', reason: 'first', aliases: { champion: 1 } }],
    });
    expect(await new FileModelRegistry(join(root, 'home')).model('churn')).toEqual(moved);
  });

  it('lists models by name, and only those with a version', async () => {
    const { root, registry } = await emptyRegistry();
    for (const name of ['telco', 'churn']) {
      const { manifest, ...contents } = sampleContents();
      await writeBundle(join(root, name), { ...contents, manifest: { ...manifest, name } });
      await registry.register(join(root, name), source);
    }
    await mkdir(join(root, 'home', 'registry', 'unfinished', 'bundles'), { recursive: true });
    await mkdir(join(root, 'home', 'registry', 'Not a model'));
    expect((await registry.models()).map(({ model }) => model)).toEqual(['churn', 'telco']);
  });

  it('gives every one of many registrations at once its own number and content', async () => {
    const { root } = await emptyRegistry();
    const bundles = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => sampleBundle(root, seed)));
    // Twice each, every one with an instance of its own: the same bundle still gets one version.
    const versions = await Promise.all(
      [...bundles, ...bundles].map(({ folder }) =>
        new FileModelRegistry(join(root, 'home')).register(folder, source),
      ),
    );
    expect(new Set(versions.map(({ version }) => version))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    for (const { version, manifestSha256 } of versions) {
      const folder = await new FileModelRegistry(join(root, 'home')).bundleFolder('churn', version);
      expect((await openBundle(folder)).manifestSha256).toBe(manifestSha256);
    }
  });

  it('lets one of several movers win that expected the same champion', async () => {
    const { root, registry } = await emptyRegistry();
    for (const seed of [1, 2, 3]) await registry.register((await sampleBundle(root, seed)).folder, source);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((champion) =>
        registry.moveAliases('churn', { aliases: { champion }, reason: 'race', expectedChampion: null }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CHAMPION_CHANGED' });
    }
    expect((await registry.model('churn'))?.history).toHaveLength(1);
  });

  it('reads a home that it may not write', async () => {
    const { root, registry } = await emptyRegistry();
    await registry.register((await sampleBundle(root, 1)).folder, source);
    const state = join(root, 'home', 'registry', 'churn', 'state');
    await chmod(state, 0o555);
    const before = await readdir(state);
    expect((await registry.models()).map(({ model }) => model)).toEqual(['churn']);
    expect((await openBundle(await registry.bundleFolder('churn', 1))).manifest.name).toBe('churn');
    expect(await readdir(state)).toEqual(before);
    await chmod(state, 0o755);
  });

  it('takes the state of another registry, unless its own changed, and numbers on from there', async () => {
    const { root, registry } = await emptyRegistry();
    await registry.register((await sampleBundle(root, 1)).folder, source);
    const before = await registry.model('churn');
    const [version] = before?.versions ?? [];
    if (!before || !version) throw new TypeError('it was registered');
    const next = { ...before, versions: [{ ...version, version: 7 }], aliases: { champion: 7 } };
    expect(await registry.replace('churn', undefined, next)).toBe(false);
    expect(await registry.model('churn')).toEqual(before);
    expect(await registry.replace('churn', before, next)).toBe(true);
    expect(await registry.model('churn')).toEqual(next);
    expect((await registry.register((await sampleBundle(root, 2)).folder, source)).version).toBe(8);
  });

  it('throws UNKNOWN_MODEL for what was never registered', async () => {
    const { registry } = await emptyRegistry();
    const expected = { code: 'UNKNOWN_MODEL', kind: 'usage' };
    await expect(registry.bundleFolder('churn', 1)).rejects.toMatchObject(expected);
    await expect(
      registry.moveAliases('churn', { aliases: { champion: 1 }, reason: 'first' }),
    ).rejects.toMatchObject(expected);
  });

  it('throws UNKNOWN_VERSION for a version that the model does not have', async () => {
    const { root, registry } = await emptyRegistry();
    await registry.register((await sampleBundle(root, 1)).folder, source);
    await expect(registry.bundleFolder('churn', 2)).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
  });

  it.each([
    '',
    '.',
    '..',
    '../churn',
    'Churn',
    'a/b',
    'a\0',
  ])('throws MODEL_NAME_INVALID for %j', async (name) => {
    const { registry } = await emptyRegistry();
    await expect(registry.model(name)).rejects.toMatchObject({ code: 'MODEL_NAME_INVALID', kind: 'usage' });
  });

  it('throws REGISTRY_CORRUPT for a broken state, and goes on from the one before when it is moved away', async () => {
    const { root, registry } = await emptyRegistry();
    await registry.register((await sampleBundle(root, 1)).folder, source);
    const broken = join(root, 'home', 'registry', 'churn', 'state', '00000002.json');
    await writeFile(broken, '{"formatVersion": 1');
    await expect(registry.models()).rejects.toMatchObject({ code: 'REGISTRY_CORRUPT' });
    await rename(broken, join(root, 'moved-away.json'));
    expect((await registry.model('churn'))?.versions).toHaveLength(1);
  });

  it('throws STORAGE_FAILED when the home is no folder', async () => {
    const { root } = await emptyRegistry();
    await writeFile(join(root, 'file'), '');
    const { folder } = await sampleBundle(root, 1);
    const registry = new FileModelRegistry(join(root, 'file'));
    await expect(registry.register(folder, source)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      kind: 'environment',
    });
    expect(await readFile(join(root, 'file'), 'utf8')).toBe('');
  });
});

async function emptyRegistry() {
  const root = await temporaryFolder();
  return { root, registry: new FileModelRegistry(join(root, 'home'), { now }) };
}

async function sampleBundle(root: string, seed: number) {
  const folder = join(root, `bundle-${seed}`);
  return { folder, ...(await writeBundle(folder, sampleContents(seed))) };
}
