/** A registry of its own with versions of a model, and what each must say of its golden rows. */

import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { withTestCode } from '../../scripts/test-code.mjs';

/**
 * Fills `folder` with a copy of the registry in `home`, or with three tiny models of the tests where there is none: a
 * server keeps the version before, so that only a third one must be loaded at each swap.
 * @returns The registry, its last versions, one request's body a golden row, and version → row → class → probability.
 */
export async function soakRegistry(folder, { home, model }) {
  const registry =
    home === undefined ? await tinyRegistry(folder) : await copiedRegistry(join(home, 'registry'), folder);
  const versions = ((await registry.model(model))?.versions ?? []).slice(-3).map(({ version }) => version);
  if (versions.length < 2)
    throw new Error(
      `the registry must have two versions of '${model}', to swap between, and has ${versions.length}`,
    );
  const expected = {};
  let rows = [];
  for (const version of versions) {
    const path = join(await registry.bundleFolder(model, version), 'golden.json');
    const golden = JSON.parse(await readFile(path, 'utf8'));
    if (rows.length > 0 && JSON.stringify(rows) !== JSON.stringify(golden.rows))
      throw new Error('all versions must have the same golden rows: train them on the same data');
    rows = golden.rows;
    expected[version] = golden.expected.probabilities;
  }
  return { registry, versions, expected, bodies: rows.map((row) => JSON.stringify({ instances: [row] })) };
}

async function copiedRegistry(source, folder) {
  await cp(source, join(folder, 'registry'), { recursive: true });
  return new FileModelRegistry(folder);
}

async function tinyRegistry(folder) {
  await withTestCode(async (load) => {
    const { registryWith, tinyBundle } = await load('/packages/serving/src/testing/tiny-model.ts');
    const again = await tinyBundle(1, { modelCard: '# The first one again\n' });
    await registryWith(folder, await tinyBundle(1), await tinyBundle(2), again);
  });
  return new FileModelRegistry(folder);
}
