import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRegistry } from './registry.js';
import { away } from './testing/sample-run.js';

async function sample() {
  const home = await mkdtemp(join(tmpdir(), 'waymark-cli-registry-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const notes: string[] = [];
  return {
    home,
    notes,
    progress: () => ({ note: (text: string) => void notes.push(text), advance: () => {} }),
  };
}

describe('openRegistry', () => {
  it('is the embedded registry when no server is named', async () => {
    const { home, progress } = await sample();
    expect(await openRegistry({ home, progress, mlflow: undefined })).toBeInstanceOf(FileModelRegistry);
  });

  it('goes on with what is known while the server is away, and warns once', async () => {
    const { home, progress, notes } = await sample();
    const registry = await openRegistry({ home, progress, mlflow: away });
    expect(await registry.model('churn')).toBeUndefined();
    expect(await registry.model('churn')).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/^warning: MLflow does not share the registry now/)]);
  });
});
