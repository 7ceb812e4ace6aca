import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleContents } from './testing/sample-bundle.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { writeBundle } from './write-bundle.js';

const allFiles = [
  'MLmodel',
  'MODEL_CARD.md',
  'evaluation.html',
  'example-request.json',
  'golden.json',
  'manifest.json',
  'metrics.json',
  'model.onnx',
  'reference-profile.json',
];

describe('writeBundle', () => {
  it('writes every file of a bundle, and nothing beside it', async () => {
    const root = await temporaryFolder();
    await writeBundle(join(root, 'bundle'), sampleContents());
    expect((await readdir(join(root, 'bundle'))).sort()).toEqual(allFiles);
    expect(await readdir(root)).toEqual(['bundle']);
  });

  it('has an example of the input for MLflow when a golden row misses nothing', async () => {
    const folder = join(await temporaryFolder(), 'bundle');
    const contents = sampleContents();
    const golden = { ...contents.golden, rows: [{ tenure: 12, charges: 20.5, contract: 'month' }] };
    await writeBundle(folder, { ...contents, golden });
    expect(JSON.parse(await readFile(join(folder, 'input_example.json'), 'utf8'))).toEqual({
      tenure: [12],
      charges: [20.5],
      contract: ['month'],
    });
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toContain(
      'saved_input_example_info:\n  artifact_path: input_example.json\n  type: ndarray\n',
    );
  });

  it('lists the sha256 of each other file in the manifest', async () => {
    const folder = join(await temporaryFolder(), 'bundle');
    const { manifest } = await writeBundle(folder, sampleContents());
    expect(Object.keys(manifest.files).sort()).toEqual(allFiles.filter((file) => file !== 'manifest.json'));
    // printf '\1\2\3' | sha256sum, and printf '# churn\n' | sha256sum
    expect(manifest.files['model.onnx']).toBe(
      '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81',
    );
    expect(manifest.files['MODEL_CARD.md']).toBe(
      '590ac0abc8c375d1b8d6375eb4d329e70bd2d086a2a3cee624a75bd82a5f1b47',
    );
  });

  it('gives the same bytes for the same contents', async () => {
    const root = await temporaryFolder();
    const first = await writeBundle(join(root, 'first'), sampleContents());
    const second = await writeBundle(join(root, 'second'), sampleContents());
    const other = await writeBundle(join(root, 'other'), sampleContents(2));
    expect(second.manifestSha256).toBe(first.manifestSha256);
    expect(other.manifestSha256).not.toBe(first.manifestSha256);
    expect(await contentsOf(join(root, 'second'))).toEqual(await contentsOf(join(root, 'first')));
  });

  it('writes JSON with the keys in the order given and a newline at the end', async () => {
    const folder = join(await temporaryFolder(), 'bundle');
    await writeBundle(folder, { ...sampleContents(), exampleRequest: { z: 1, a: [null] } });
    expect(await readFile(join(folder, 'example-request.json'), 'utf8')).toBe(
      '{\n  "z": 1,\n  "a": [\n    null\n  ]\n}\n',
    );
    expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toMatch(
      /^\{\n {2}"formatVersion": 1,\n {2}"name": "churn",\n[\s\S]*\}\n$/,
    );
  });

  it('replaces what was in the folder as a whole', async () => {
    const folder = join(await temporaryFolder(), 'bundle');
    await mkdir(folder);
    await writeFile(join(folder, 'stray.txt'), 'of an older bundle');
    await writeBundle(folder, sampleContents());
    expect((await readdir(folder)).sort()).toEqual(allFiles);
  });

  it('leaves one whole bundle when several writers replace the folder at once', async () => {
    const root = await temporaryFolder();
    const seeds = [1, 2, 3, 4, 5, 6];
    await Promise.all(seeds.map((seed) => writeBundle(join(root, 'bundle'), sampleContents(seed))));
    expect((await readdir(join(root, 'bundle'))).sort()).toEqual(allFiles);
    expect(await readdir(root)).toEqual(['bundle']);
  });

  it('throws BUNDLE_INVALID with every problem, and keeps the bundle that is there', async () => {
    const folder = join(await temporaryFolder(), 'bundle');
    const { manifestSha256 } = await writeBundle(folder, sampleContents());
    const contents = sampleContents();
    const broken = writeBundle(folder, {
      ...contents,
      golden: { ...contents.golden, rows: [] },
      metrics: { ...contents.metrics, threshold: Number.NaN },
    });
    await expect(broken).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringMatching(/golden\.json\.rows[\s\S]*metrics\.json\.threshold/),
    });
    expect((await writeBundle(folder, sampleContents())).manifestSha256).toBe(manifestSha256);
  });

  it('throws BUNDLE_INVALID for a name that is no folder name', async () => {
    const contents = sampleContents();
    const broken = writeBundle(join(await temporaryFolder(), 'bundle'), {
      ...contents,
      manifest: { ...contents.manifest, name: '../churn' },
    });
    await expect(broken).rejects.toMatchObject({ code: 'BUNDLE_INVALID', kind: 'usage' });
  });

  it('throws STORAGE_FAILED when the place cannot be written', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(writeBundle(join(file, 'bundle'), sampleContents())).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      kind: 'environment',
    });
  });
});

async function contentsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return Object.fromEntries(names.map((name, i) => [name, texts[i] ?? '']));
}
