import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../environment.js';
import { compactCommand } from './compact.js';

describe('compactCommand', () => {
  it('throws UNKNOWN_MODEL for a model or a home that is not there', async () => {
    const home = await mkdtemp(join(tmpdir(), 'waymark-compact-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    const environment = await readEnvironment({ WAYMARK_HOME: home }, '/');
    const progress = () => ({ note: () => {}, advance: () => {} });
    for (const options of [{}, { home: join(home, 'nope') }]) {
      const compacting = compactCommand.run({ positionals: ['nope'], options, environment, progress });
      await expect(compacting).rejects.toMatchObject({ code: 'UNKNOWN_MODEL', kind: 'usage' });
    }
  });
});
