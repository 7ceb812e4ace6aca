import { FileModelRegistry } from '@waymark/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InferencePool } from '../engine/inference-pool.js';
import { IsolatingEngine } from '../engine/isolating-engine.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { ModelHosts } from './model-hosts.js';

describe('ModelHosts', () => {
  it('follows more models than Node expects listeners, and is warned of nothing', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const startPool = (workers: number) => new InferencePool({ workers, hardTimeoutMs: 5_000 });
    const engine = new IsolatingEngine({ shared: startPool(1), start: startPool });
    onTestFinished(() => engine.close());
    const hosts = new ModelHosts({
      models: Array.from({ length: 11 }, (_, i) => `model-${i}`),
      registry: new FileModelRegistry(await temporaryFolder()),
      ...{ engine, nextSessionKey: () => 0, isProvenFirst: () => false, pollIntervalMs: 60_000 },
      observer: { swapped() {}, unloaded() {}, fellBack() {}, registryUnreadable() {}, refused() {} },
    });
    await expect(hosts.start()).rejects.toThrow();
    // Node warns in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
    await hosts.stop();
  });
});
