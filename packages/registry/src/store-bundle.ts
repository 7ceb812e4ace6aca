/** Copies a bundle into the registry under its hash: verified bytes only, and only what the manifest lists. */

import { WaymarkError } from '@waymark/contracts';
import { guardStorage } from './durable-file.js';
import { openBundle, readVerifiedFiles } from './open-bundle.js';
import { replaceFolder } from './replace-folder.js';

/**
 * Makes `target` hold the bundle. An intact copy is left alone, so several processes may store the same bundle at
 * once and none takes it away from a reader; a damaged one is replaced.
 */
export async function storeBundle(source: string, target: string, manifestSha256: string): Promise<void> {
  const keepExisting = () => isIntact(target, manifestSha256);
  if (await keepExisting()) return;
  const { files } = await readVerifiedFiles(source, { expectedManifestSha256: manifestSha256 });
  await guardStorage(target, () => replaceFolder(target, files, { keepExisting }));
}

async function isIntact(folder: string, expectedManifestSha256: string): Promise<boolean> {
  try {
    await openBundle(folder, { expectedManifestSha256 });
    return true;
  } catch (error) {
    if (error instanceof WaymarkError && /^BUNDLE_(MISSING|TAMPERED)$/.test(error.code)) return false;
    throw error;
  }
}
