import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBundle } from './open-bundle.js';
import { sampleContents } from './testing/sample-bundle.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { writeBundle } from './write-bundle.js';

const listedFiles = [
  'model.onnx',
  'reference-profile.json',
  'golden.json',
  'metrics.json',
  'example-request.json',
  'MLmodel',
  'MODEL_CARD.md',
  'evaluation.html',
];

describe('openBundle', () => {
  it('gives back what was written', async () => {
    const { folder, manifestSha256 } = await sampleBundle();
    const contents = sampleContents();
    const bundle = await openBundle(folder, { expectedManifestSha256: manifestSha256 });
    expect(bundle.manifest).toMatchObject({ formatVersion: 1, ...contents.manifest });
    expect(Object.keys(bundle.manifest.files)).toEqual(listedFiles);
    expect([...bundle.model]).toEqual([1, 2, 3]);
    expect(bundle).toMatchObject({
      folder,
      manifestSha256,
      golden: contents.golden,
      metrics: contents.metrics,
      referenceProfile: contents.referenceProfile,
      exampleRequest: contents.exampleRequest,
    });
  });

  it.each(listedFiles)('throws BUNDLE_TAMPERED when one byte of %s changed', async (file) => {
    const { folder } = await sampleBundle();
    await flipLastByte(join(folder, file));
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_TAMPERED',
      kind: 'environment',
      message: expect.stringMatching(`${file}: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}\n`),
    });
  });

  it('throws BUNDLE_TAMPERED when one byte of the manifest changed, given its hash', async () => {
    const { folder, manifestSha256 } = await sampleBundle();
    await flipLastByte(join(folder, 'manifest.json'));
    await expect(openBundle(folder, { expectedManifestSha256: manifestSha256 })).rejects.toMatchObject({
      code: 'BUNDLE_TAMPERED',
      message: expect.stringContaining(`manifest.json: expected sha256 ${manifestSha256}, got `),
    });
  });

  it('names every file that is missing or changed in one error', async () => {
    const { folder } = await sampleBundle();
    await rm(join(folder, 'model.onnx'));
    await flipLastByte(join(folder, 'metrics.json'));
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_TAMPERED',
      message: expect.stringMatching(/model\.onnx: .* it is missing\n[\s\S]*metrics\.json: expected/),
    });
  });

  it('ignores files that the manifest does not list', async () => {
    const { folder, manifestSha256 } = await sampleBundle();
    await writeFile(join(folder, '.DS_Store'), 'x');
    expect((await openBundle(folder)).manifestSha256).toBe(manifestSha256);
  });

  it.each(['no folder', 'an empty folder', 'a file'])('throws BUNDLE_MISSING for %s', async (what) => {
    const folder = join(await temporaryFolder(), 'bundle');
    if (what === 'an empty folder') await mkdir(folder);
    if (what === 'a file') await writeFile(folder, '');
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_MISSING',
      kind: 'usage',
      message: expect.stringContaining('a registered one is restored by `waymark promote PROJECT`'),
    });
  });

  it('throws BUNDLE_FORMAT_NEWER for a newer manifest, whatever else is in it', async () => {
    const { folder } = await sampleBundle();
    await writeFile(join(folder, 'manifest.json'), '{"formatVersion": 2, "somethingNew": true}');
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_FORMAT_NEWER',
      message: expect.stringContaining('manifest.json has formatVersion 2, and this Waymark reads up to 1'),
    });
  });

  it('throws BUNDLE_FORMAT_NEWER for a newer document', async () => {
    const { folder } = await sampleBundle();
    await rewrite(folder, 'golden.json', '{"formatVersion": 7}');
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_FORMAT_NEWER',
      message: expect.stringContaining('golden.json has formatVersion 7'),
    });
  });

  it('throws BUNDLE_INVALID for documents that break their format', async () => {
    const { folder } = await sampleBundle();
    await rewrite(folder, 'golden.json', '{"formatVersion": 1}');
    await rewrite(folder, 'metrics.json', 'not JSON');
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringMatching(/golden\.json\.rows[\s\S]*metrics\.json/),
    });
  });

  it('throws BUNDLE_INVALID for a manifest that is not JSON', async () => {
    const { folder } = await sampleBundle();
    await writeFile(join(folder, 'manifest.json'), '{"formatVersion": 1,');
    await expect(openBundle(folder)).rejects.toMatchObject({ code: 'BUNDLE_INVALID', kind: 'usage' });
  });

  it('throws BUNDLE_INVALID for a manifest that does not list the model', async () => {
    const { folder } = await sampleBundle();
    await changeManifest(folder, (files) => delete files['model.onnx']);
    await expect(openBundle(folder)).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringContaining('files must list model.onnx'),
    });
  });

  it('never reads outside of the folder', async () => {
    const { folder } = await sampleBundle();
    await changeManifest(folder, (files) => {
      files['../secret'] = 'd'.repeat(64);
    });
    await expect(openBundle(folder)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });
});

async function sampleBundle() {
  const folder = join(await temporaryFolder(), 'bundle');
  return { folder, ...(await writeBundle(folder, sampleContents())) };
}

async function flipLastByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(file, bytes);
}

/** Changes a file together with its hash in the manifest, as another writer of bundles would. */
async function rewrite(folder: string, file: string, text: string): Promise<void> {
  await writeFile(join(folder, file), text);
  await changeManifest(folder, (files) => {
    files[file] = createHash('sha256').update(text).digest('hex');
  });
}

async function changeManifest(
  folder: string,
  change: (files: Record<string, string>) => void,
): Promise<void> {
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  change(manifest.files);
  await writeFile(file, JSON.stringify(manifest));
}
