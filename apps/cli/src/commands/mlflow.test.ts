import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry, FileTracker } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CommandInput } from '../command.js';
import { away, sampleRun } from '../testing/sample-run.js';
import { projectTracker } from '../tracker.js';
import { mlflowCommand } from './mlflow.js';

async function inputWith(mlflow: typeof away | undefined, ...words: string[]): Promise<CommandInput> {
  const home = await mkdtemp(join(tmpdir(), 'waymark-mlflow-command-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const progress = () => ({ note: () => {}, advance: () => {} });
  const environment = {
    home,
    homeIsExplicit: true,
    backend: 'auto',
    tellsInLines: true,
    serverUrl: 'http://127.0.0.1:8080',
    ...(mlflow && { mlflow }),
  } as const;
  const positionals = words.length === 0 ? ['sync'] : words;
  return { positionals, options: {}, environment, progress };
}

describe('mlflowCommand', () => {
  it('has nothing to do when nothing waits, and asks no server', async () => {
    expect(await mlflowCommand.run(await inputWith(away))).toEqual({
      text: 'mlflow    0 sent, 0 put aside, 0 still waiting',
      json: { published: 0, rejected: 0, waiting: 0 },
      exit: 'done',
    });
  });

  it('exits as an environment error while the server is away', async () => {
    const input = await inputWith(away);
    const { home } = input.environment;
    const context = { home, registry: new FileModelRegistry(home), mlflow: away };
    await projectTracker({ ...context, progress: () => input.progress('promote') }).publish(sampleRun);
    expect(await mlflowCommand.run(input)).toMatchObject({
      json: { published: 0, rejected: 0, waiting: 1 },
      exit: 'environment',
    });
  });

  it('imports what the embedded store has, of one model or of all', async () => {
    for (const words of [['import'], ['import', 'churn']]) {
      const input = await inputWith(away, ...words);
      await new FileTracker(input.environment.home).publish(sampleRun);
      expect(await mlflowCommand.run(input)).toMatchObject({
        json: { published: 0, rejected: 0, waiting: 1 },
        exit: 'environment',
      });
    }
    const nothing = await inputWith(away, 'import', 'fraud');
    await expect(mlflowCommand.run(nothing)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('throws USAGE without a server and for another word', async () => {
    for (const input of [await inputWith(undefined), await inputWith(away, 'export')])
      await expect(mlflowCommand.run(input)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
