import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry, FileTracker } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { away, sampleRun as run } from './testing/sample-run.js';
import { projectTracker } from './tracker.js';

async function sample() {
  const home = await mkdtemp(join(tmpdir(), 'waymark-tracker-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const notes: string[] = [];
  const progress = () => ({ note: (text: string) => void notes.push(text), advance: () => {} });
  return { notes, context: { home, registry: new FileModelRegistry(home), progress } };
}

describe('projectTracker', () => {
  it('is the embedded store when no server is named', async () => {
    const { context } = await sample();
    expect(projectTracker({ ...context, mlflow: undefined })).toBeInstanceOf(FileTracker);
  });

  it('records a run in the embedded store and keeps it for a server that is away, with a warning', async () => {
    const { context, notes } = await sample();
    await projectTracker({ ...context, mlflow: away }).publish(run);
    expect(await new FileTracker(context.home).list('churn')).toEqual([run]);
    expect((await readdir(join(context.home, 'spool'))).length).toBe(1);
    expect(notes).toEqual([expect.stringMatching(/^warning: MLflow does not have the run yet, it waits/)]);
  });

  it('throws MLFLOW_PEM_UNREADABLE for a certificate that is not there', async () => {
    const { context } = await sample();
    const mlflow = { ...away, caFile: join(context.home, 'ca.pem') };
    await expect(projectTracker({ ...context, mlflow }).publish(run)).rejects.toMatchObject({
      code: 'MLFLOW_PEM_UNREADABLE',
      kind: 'usage',
    });
  });
});
