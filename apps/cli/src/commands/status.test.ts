import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../environment.js';
import { statusCommand } from './status.js';

/** The text for a home with one model, which nobody serves. */
async function statusOf(variables: NodeJS.ProcessEnv, options: { readonly url?: string } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'waymark-status-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const model = { model: 'churn', versions: [], aliases: {}, history: [] };
  await new FileModelRegistry(home).replace('churn', undefined, model);
  const environment = await readEnvironment({ ...variables, WAYMARK_HOME: home }, '/');
  const progress = () => ({ note: () => {}, advance: () => {} });
  return (await statusCommand.run({ positionals: [], options: { ...options }, environment, progress })).text;
}

describe('statusCommand', () => {
  it('asks the server at the port of the environment', async () => {
    expect(await statusOf({ PORT: '1' })).toContain('server    http://127.0.0.1:1 does not answer');
  });

  it('asks another one where its URL is given', async () => {
    const text = await statusOf({ PORT: '1' }, { url: 'http://localhost:2' });
    expect(text).toContain('server    http://localhost:2 does not answer');
  });
});
