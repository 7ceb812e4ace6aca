import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleRun } from '../testing/sample-run.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readRunBundle } from './run-bundle.js';

describe('readRunBundle', () => {
  it('lists the files of the manifest and the manifest', async () => {
    const { run, folder } = await sampleRun();
    const { manifest, files, card } = await readRunBundle(folder, run.id);
    expect(files).toEqual(['model.onnx', 'metrics.json', 'MLmodel', 'MODEL_CARD.md', 'manifest.json']);
    expect(manifest.name).toBe('churn');
    expect(card).toBe('# churn\n');
  });

  it('throws MLFLOW_BUNDLE_MISMATCH for the bundle of another run and for none', async () => {
    const { folder } = await sampleRun();
    for (const place of [folder, await temporaryFolder()])
      await expect(readRunBundle(place, 'f'.repeat(64))).rejects.toMatchObject({
        code: 'MLFLOW_BUNDLE_MISMATCH',
        kind: 'environment',
      });
  });

  it('names every file that was changed or removed', async () => {
    const { run, folder } = await sampleRun();
    await writeFile(join(folder, 'metrics.json'), '{"better":true}');
    await rm(join(folder, 'MLmodel'));
    await expect(readRunBundle(folder, run.id)).rejects.toThrow(
      /metrics\.json: expected[\s\S]*MLmodel: it is missing/,
    );
  });
});
