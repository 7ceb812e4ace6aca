/**
 * What this package promises about processes: many at once lose nothing, a kill -9 at any moment breaks nothing, and
 * a full disk leaves the state before it. The child processes load the built package.
 */

import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RegisteredModel } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { FileModelRegistry } from './file-model-registry.js';
import { openBundle } from './open-bundle.js';
import { type Child, spawnChild } from './testing/child-process.js';
import { sampleContents } from './testing/sample-bundle.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { writeBundle } from './write-bundle.js';

const source = { gitSha: null, dirty: null };
const timeout = 240_000; // for a slow, shared machine; each takes a few seconds

describe('several processes', () => {
  it('lose no registration and no move of each other', { timeout }, async () => {
    const { home, bundles } = await homeWithBundles(8);
    const script = `
      const registry = new lib.FileModelRegistry(args.home);
      const { version } = await registry.register(args.bundle, { gitSha: null, dirty: null });
      await registry.moveAliases('churn', { aliases: {}, reason: 'mine', quarantine: [version] });
      process.disconnect();`;
    const children = await Promise.all(bundles.map((bundle) => spawnChild(script, { home, bundle })));
    for (const child of children) child.start();
    expect(await Promise.all(children.map(({ exited }) => exited))).toEqual(children.map(() => 0));

    const model = await new FileModelRegistry(home).model('churn');
    await expectConsistent(home, model);
    expect(model?.versions.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(model?.versions.every(({ quarantine }) => quarantine !== null)).toBe(true);
    // One state for each of the 16 writes: none was overwritten.
    expect((await readdir(statePath(home))).sort().at(-1)).toBe('00000016.json');
  });
});

describe('kill -9', () => {
  it('leaves the registry in a state that was written, at any of 20 moments', { timeout }, async () => {
    const { home, bundles } = await homeWithBundles(20);
    const registry = new FileModelRegistry(home);
    const script = `
      const registry = new lib.FileModelRegistry(args.home);
      for (;;) {
        const { champion = 0 } = (await registry.model('churn'))?.aliases ?? {};
        const { version } = await registry.register(args.bundles[champion % args.bundles.length], { gitSha: null, dirty: null });
        const move = { aliases: { champion: version, previous: champion || null }, reason: 'better' };
        say((await registry.moveAliases('churn', move)).history.length);
      }`;
    for (const moment of killMoments(20)) {
      const child = await spawnChild(script, { home, bundles });
      await killAt(child, moment);

      const model = await registry.model('churn');
      await expectConsistent(home, model);
      const acknowledged = Number(child.said.at(-1) ?? 0);
      expect(model?.history.length ?? 0).toBeGreaterThanOrEqual(acknowledged);

      const { version } = await registry.register(bundles[0] ?? '', source);
      await registry.moveAliases('churn', { aliases: { challenger: version }, reason: 'next write' });
      await registry.moveAliases('churn', { aliases: { challenger: null }, reason: 'next write' });
      expect(await temporaryNames(statePath(home))).toEqual([]);
    }
    // Otherwise the processes died too early for the test to say anything.
    expect((await registry.model('churn'))?.versions.length).toBeGreaterThan(1);
  });

  it('leaves the old bundle, the new one or none, at any of 8 moments', { timeout }, async () => {
    const root = await temporaryFolder();
    const folder = join(root, 'bundle');
    const { model, ...contents } = sampleContents();
    const legal = new Set(['absent']);
    for (const fill of [1, 2]) {
      legal.add((await writeBundle(folder, { ...contents, model: model.map(() => fill) })).manifestSha256);
    }
    const script = `
      for (let i = 1; ; i++)
        say((await lib.writeBundle(args.folder, { ...args.contents, model: new Uint8Array(3).fill(1 + (i % 2)) })).manifestSha256);`;
    const found = new Set<string>();
    for (const moment of killMoments(8)) {
      const child = await spawnChild(script, { folder, contents });
      await killAt(child, moment);
      found.add(await hashOrAbsent(folder));
      await writeBundle(folder, { ...contents, model: model.map(() => 1) });
      expect(await readdir(root)).toEqual(['bundle']);
    }
    expect([...found].filter((hash) => !legal.has(hash))).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  it('fails with STORAGE_FAILED and leaves what was there', { timeout }, async () => {
    const { home, bundles } = await homeWithBundles(2);
    const registry = new FileModelRegistry(home);
    await registry.register(bundles[0] ?? '', source);
    const before = await registry.model('churn');
    const { model: _, ...contents } = sampleContents();
    // A file of at most 8 blocks (4 or 8 kB): beyond, write(2) stops short and then fails, as it does on a full disk.
    const child = await spawnChild(
      `const registry = new lib.FileModelRegistry(args.home);
       const attempts = [
         () => registry.moveAliases('churn', { aliases: { champion: 1 }, reason: 'x'.repeat(20_000) }),
         () => lib.writeBundle(args.bundle, { ...args.contents, model: new Uint8Array(20_000) }),
       ];
       for (const attempt of attempts) say(await attempt().then(() => 'written', (error) => error.code));
       process.disconnect();`,
      { home, bundle: bundles[1], contents },
      { maxFileBlocks: 8 },
    );
    child.start();
    await child.exited;
    expect(child.said).toEqual(['STORAGE_FAILED', 'STORAGE_FAILED']);
    expect(await registry.model('churn')).toEqual(before);
    expect((await registry.register(bundles[1] ?? '', source)).version).toBe(2);
    expect(await temporaryNames(home, bundles[1] ?? '', statePath(home))).toEqual([]);
  });
});

async function homeWithBundles(count: number) {
  const root = await temporaryFolder();
  const bundles = Array.from({ length: count }, (_, i) => join(root, 'bundles', String(i + 1)));
  for (const [i, folder] of bundles.entries()) await writeBundle(folder, sampleContents(i + 1));
  return { home: join(root, 'home'), bundles };
}

/** What holds in every state that the registry writes. */
async function expectConsistent(home: string, model: RegisteredModel | undefined): Promise<void> {
  if (!model) return;
  expect(model.versions.map(({ version }) => version)).toEqual(model.versions.map((_, i) => i + 1));
  const replayed = Object.assign({}, ...model.history.map(({ aliases }) => aliases));
  const pointing = Object.entries(replayed).filter(([, version]) => version !== null);
  expect(model.aliases).toEqual(Object.fromEntries(pointing));
  const registry = new FileModelRegistry(home);
  for (const { version, manifestSha256 } of model.versions) {
    const folder = await registry.bundleFolder('churn', version);
    await openBundle(folder, { expectedManifestSha256: manifestSha256 });
  }
}

interface KillMoment {
  /** Writes that the process has finished … */
  readonly afterWrites: number;
  /** … and how long it has been at the next ones. */
  readonly delayMs: number;
}

/** From before the first write to within the fifth. From a seeded generator (Park and Miller, 1988). */
function killMoments(count: number): readonly KillMoment[] {
  let seed = 20_261_121;
  const next = (limit: number) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % limit;
  };
  return Array.from({ length: count }, () => ({ afterWrites: next(4), delayMs: next(16) }));
}

async function killAt(child: Child, { afterWrites, delayMs }: KillMoment): Promise<void> {
  child.start();
  await child.heard(afterWrites);
  await setTimeout(delayMs);
  await child.kill();
}

/** An incomplete folder is neither: opening it fails the test. */
async function hashOrAbsent(folder: string): Promise<string> {
  if (!(await readdir(dirname(folder))).includes(basename(folder))) return 'absent';
  return (await openBundle(folder)).manifestSha256;
}

async function temporaryNames(...folders: readonly string[]): Promise<readonly string[]> {
  const names = await Promise.all(folders.map((folder) => readdir(folder)));
  return names.flat().filter((name) => name.startsWith('.waymark-tmp-'));
}

function statePath(home: string): string {
  return join(home, 'registry', 'churn', 'state');
}
