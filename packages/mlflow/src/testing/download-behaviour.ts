/** A download from a real MLflow server over a network that breaks, as a test. */

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MlflowClient } from '../client/mlflow-client.js';
import { startCuttingProxy } from './cutting-proxy.js';
import { unique } from './real-names.js';
import type { ServerUnderTest } from './real-server.js';
import { temporaryFolder } from './temporary-folder.js';

const bytes = 20_000_000;
const cutAfterBytes = 12_000_000;

export function describeDownloads(real: ServerUnderTest): void {
  describe('Artifacts', () => {
    it('fetch only the rest of a file when the download was cut', async () => {
      const { experiment_id } = await real.client.experiments.getOrCreate(unique('cut'));
      const { info } = await real.client.runs.create({ experiment_id, start_time: 1 });
      const folder = await temporaryFolder();
      const content = randomBytes(bytes);
      await writeFile(join(folder, 'sent'), content);
      const { sha256 } = await real.client.artifacts.uploadFile(info.artifact_uri, 'a', join(folder, 'sent'));

      const proxy = await startCuttingProxy(real.url, cutAfterBytes);
      const { artifacts } = new MlflowClient({ url: proxy.url, backoffMs: 1 });
      await artifacts.downloadFile(info.artifact_uri, 'a', join(folder, 'back'), { sha256 });
      expect((await readFile(join(folder, 'back'))).equals(content)).toBe(true);
      // Anew from the start would be 32 MB; what the cut threw away was on its way only.
      expect(proxy.passed()).toBeGreaterThan(bytes);
      expect(proxy.passed()).toBeLessThan(bytes + 4_000_000);
    });
  });
}
