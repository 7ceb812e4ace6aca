/** A version's bundle on the local disk: downloaded beside its place, verified whole, and then moved into it. */

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelVersion, modelManifest } from '@waymark/contracts';
import { bundlePath, openBundle, removeStale, storeBundle, temporaryPath } from '@waymark/registry';
import type { MlflowClient } from '../client/mlflow-client.js';
import { artifactsNotServed, downloadDamaged } from '../errors.js';
import { parseJson } from '../transport/failure.js';

const manifestFile = 'manifest.json';

/**
 * The folder `<home>/registry/<model>/bundles/<hash>`, where the embedded registry keeps bundles too. One that is there
 * and intact is not downloaded again.
 * @param entry its number is the server's.
 * @throws `MLFLOW_DOWNLOAD_DAMAGED`, `BUNDLE_TAMPERED`, `MLFLOW_ARTIFACTS_NOT_SERVED`, and what the client throws.
 */
export async function downloadBundle(
  client: MlflowClient,
  entry: ModelVersion,
  home: string,
): Promise<string> {
  const { model, version, manifestSha256 } = entry;
  const target = bundlePath(home, model, manifestSha256);
  if (await isIntact(target, manifestSha256)) return target;
  const { source } = await client.modelVersions.get({ name: model, version });
  const { artifactUri, folder } = await locate(client, source);
  const cache = join(home, 'cache', 'mlflow');
  await mkdir(cache, { recursive: true });
  await removeStale(cache);
  const temporary = temporaryPath(cache);
  try {
    const download = (file: string) =>
      client.artifacts.downloadFile(artifactUri, `${folder}${file}`, join(temporary, file));
    await download(manifestFile);
    const files = await listedFiles(temporary, { source, expected: manifestSha256 });
    await Promise.all(files.map(download));
    await storeBundle(temporary, target, manifestSha256);
    return target;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function isIntact(folder: string, expectedManifestSha256: string): Promise<boolean> {
  return openBundle(folder, { expectedManifestSha256 }).then(
    () => true,
    () => false,
  );
}

/** Where a version's files are: a logged model's, a run's or named themselves. */
async function locate(
  client: MlflowClient,
  source: string,
): Promise<{ readonly artifactUri: string; readonly folder: string }> {
  const [, scheme, id = '', path = ''] = /^(models|runs):\/([^/]+)\/?(.*?)\/*$/.exec(source) ?? [];
  const folder = path === '' ? '' : `${path}/`;
  if (scheme === 'models')
    return { artifactUri: (await client.loggedModels.get(id)).info.artifact_uri, folder };
  if (scheme === 'runs') return { artifactUri: (await client.runs.get(id)).info.artifact_uri, folder };
  if (!source.startsWith('mlflow-artifacts:')) throw artifactsNotServed(source);
  return { artifactUri: source, folder: '' };
}

/** Nothing is asked for by a name that the hash does not vouch for. */
async function listedFiles(
  folder: string,
  { source, expected }: { readonly source: string; readonly expected: string },
): Promise<readonly string[]> {
  const bytes = await readFile(join(folder, manifestFile));
  const actual = createHash('sha256').update(bytes).digest('hex');
  const parsed = modelManifest.safeParse(parseJson(bytes.toString('utf8')));
  const problem =
    actual === expected
      ? 'not a manifest that this version reads'
      : `expected sha256 ${expected}, got ${actual}`;
  if (actual !== expected || !parsed.success) throw downloadDamaged(source, [`${manifestFile}: ${problem}`]);
  return Object.keys(parsed.data.files);
}
