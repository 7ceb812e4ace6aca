import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openModelRegistry } from './model-registry.js';

async function open(environment: NodeJS.ProcessEnv) {
  const home = await mkdtemp(join(tmpdir(), 'waymark-server-registry-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const warnings: string[] = [];
  const served = await openModelRegistry({ home, environment, warn: (text) => warnings.push(text) });
  return { ...served, warnings };
}

describe('openModelRegistry', () => {
  it('is the embedded registry, asked as often as the server’s default says, when no MLflow server is named', async () => {
    for (const environment of [{}, { MLFLOW_TRACKING_URI: '' }]) {
      const { registry, pollIntervalMs } = await open(environment);
      expect(registry).toBeInstanceOf(FileModelRegistry);
      expect(pollIntervalMs).toBeUndefined();
    }
  });

  it('asks an MLflow server every 3 s, and warns once while it is away', async () => {
    const { registry, pollIntervalMs, warnings } = await open({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:1' });
    expect(pollIntervalMs).toBe(3000);
    expect(await registry.model('churn')).toBeUndefined();
    expect(await registry.model('churn')).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/^MLflow is away, the registry in .* is in force/)]);
  });

  it('throws CONFIG_INVALID with every problem and no value', async () => {
    const environment = { MLFLOW_TRACKING_URI: 'databricks://secret', MLFLOW_HTTP_REQUEST_TIMEOUT: 'secret' };
    const problem = await open(environment).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'CONFIG_INVALID', kind: 'usage' });
    expect(String(problem)).toMatch(/MLFLOW_TRACKING_URI[\s\S]*MLFLOW_HTTP_REQUEST_TIMEOUT/);
    expect(String(problem)).not.toContain('secret');
  });
});
